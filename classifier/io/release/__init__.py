"""Reading a file that is to leave for all that it holds, seen or not. Nothing is changed."""
