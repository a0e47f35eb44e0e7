"""What a run mends before it starts: the traces of runs that were killed, and damaged results."""
