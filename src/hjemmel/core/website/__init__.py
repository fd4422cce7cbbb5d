"""The public's side: its log, the cookie choice, the contact form, links to others, and what was refused."""
