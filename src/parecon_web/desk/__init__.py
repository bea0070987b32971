"""The clerk's desk: tables in and out, paper forms, and their entry."""
