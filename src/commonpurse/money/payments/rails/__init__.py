"""One slice a rail. A rail knows how an instruction is written and read, never why the money moves."""
