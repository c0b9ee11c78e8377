"""The HTTP API: one endpoint a file, its request and response types at its top."""
