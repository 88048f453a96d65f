"""Run the command line as `python -m gonogo`."""

from gonogo.cli import main

if __name__ == "__main__":
    main()
