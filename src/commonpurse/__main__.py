from commonpurse.cli.main import main

main()
