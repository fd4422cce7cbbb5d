"""Cookie choices made on the company's sites, as they are remembered: pseudonymous, and each for a time."""
