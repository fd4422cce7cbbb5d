"""Work for people: tasks, what they are called, and what grows old until somebody confirms it."""
