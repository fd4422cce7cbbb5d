"""The command line: commands, and one module for all terminal output. No rule is decided here."""
