"""Tasks as kept: what people are asked to do, what they say of it, and what was counted afterwards."""
