"""What speaks to people: parse, call one service, print."""
