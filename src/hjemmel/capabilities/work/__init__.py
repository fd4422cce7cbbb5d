"""Work that runs by itself: when each job is due, who holds it, and whether it went well. Not what the jobs do."""
