"""Pages of people, households and jobs."""
