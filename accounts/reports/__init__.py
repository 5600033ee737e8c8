"""What is read of people and households: computed, never written."""
