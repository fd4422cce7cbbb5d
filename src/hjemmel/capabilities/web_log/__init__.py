"""The log of our own public pages: page views under a token, blocks, searches, and what was refused."""
