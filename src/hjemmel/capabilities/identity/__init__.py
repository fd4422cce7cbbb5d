"""The check of who asks: a code to the address they gave, of which only a keyed digest is kept, and what it proved."""
