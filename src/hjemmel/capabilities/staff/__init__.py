"""Who works in the office: accounts, roles and signing in."""
