"""The commands of `rsne`, one file a step of the loop: they parse, call the library and print."""
