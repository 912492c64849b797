"""Pages of those who work with ASSA, at `/console/`: rendered by the server, one folder a subject. How to add one: docs/console.md."""
