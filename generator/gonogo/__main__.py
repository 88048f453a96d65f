"""Run the command line as `python -m gonogo`."""

from gonogo.cli import run

if __name__ == "__main__":
    run()
