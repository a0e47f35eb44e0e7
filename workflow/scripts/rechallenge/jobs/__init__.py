"""What the rules of the workflow do: read the declared inputs, call the library, write outputs."""
