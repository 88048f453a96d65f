"""Read, assess and forecast a catalog in one process on one core; print processor seconds of each as JSON."""

import json
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import process_time


def main(folder: str, day: date) -> None:
    """Run the three stages, the later ones on what the earlier ones made."""
    from gonogo.assess import assess, forecast
    from gonogo.read import read

    times = [process_time()]
    catalog = read(Path(folder), day=day, today=day, workers=1).catalog
    times.append(process_time())
    if catalog is None:
        sys.exit(f"{folder} cannot be used")
    portfolio = assess(catalog, day)
    times.append(process_time())
    forecast(portfolio)
    times.append(process_time())
    reading, assessing, forecasting = (end - start for start, end in pairwise(times))
    found = {
        "read": reading,
        "assess": assessing,
        "forecast": forecasting,
        "assess and forecast": assessing + forecasting,
        "findings": sum(len(each.findings) for each in portfolio.scorecards.values()),
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]))
