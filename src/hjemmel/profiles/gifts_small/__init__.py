"""The gifts company as a small one: Hjemmel's own register is its only system."""
