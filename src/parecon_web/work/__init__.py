"""Work in the workplaces: balanced jobs, and effort rated by workmates."""
