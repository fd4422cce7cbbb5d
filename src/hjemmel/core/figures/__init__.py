"""Figures about groups, none so small that it tells of somebody."""
