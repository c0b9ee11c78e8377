from commonpurse.cli.main import main

# The web server's workers import this file again under another name: only the first run is a command.
if __name__ == "__main__":
    main()
