"""The programming interface, for programs: what people have in the office, by access token. Rules and models stay below."""
