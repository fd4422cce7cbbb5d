"""People and organisations, and what is between them and the company. What identifies anybody is sealed."""
