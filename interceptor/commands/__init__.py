"""The commands of the command line, one module each. They read arguments and print; the work is elsewhere."""
