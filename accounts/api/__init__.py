"""The API of people, households and jobs."""
