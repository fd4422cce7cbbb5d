"""Packages: what a person is given, sealed under a key of its own, fetched by a link that expires, gone with its key."""
