"""What Prunescope has stored: the views results.v1_*, in its PostgreSQL or in files that were exported from it."""
import pathlib

import pandas as pd

VIEWS = ("runs", "layers", "samples", "comparisons", "exemplars", "classes", "overlaps", "pie_labels")


class Database:
    """The views themselves. `dsn` is libpq's: postgresql://user:password@host:port/prunescope."""

    def __init__(self, dsn, experiment):
        import psycopg  # wanted only here: files need no driver

        self._connection = psycopg.connect(dsn)
        self._experiment = experiment

    def view(self, name, **where):
        if not self._has(name):
            return None
        conditions = ["experiment = %s", *(f"{column} = %s" for column in where)]
        with self._connection.cursor() as cursor:
            query = f"select * from results.v1_{name} where {' and '.join(conditions)}"
            cursor.execute(query, [self._experiment, *where.values()])
            return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])

    def _has(self, name):
        with self._connection.cursor() as cursor:
            return cursor.execute("select to_regclass(%s)", [f"results.v1_{name}"]).fetchone()[0] is not None


class Files:
    """NAME.parquet or NAME.csv of each view, in one folder; a view without a file is not compared."""

    def __init__(self, folder, experiment):
        self._folder = pathlib.Path(folder)
        self._experiment = experiment
        self._csv = {}
        if not any(self._file(name) for name in VIEWS):
            raise SystemExit(f"{folder} holds no {', '.join(VIEWS)} as .parquet or .csv")

    def view(self, name, **where):
        file = self._file(name)
        if file is None:
            return None
        if file.suffix == ".parquet":
            rows = pd.read_parquet(file, filters=[(column, "==", value) for column, value in where.items()] or None)
        else:
            rows = self._csv.setdefault(name, pd.read_csv(file))
            for column, value in where.items():
                rows = rows[rows[column] == value]
        return rows[rows["experiment"] == self._experiment] if "experiment" in rows else rows

    def _file(self, name):
        for suffix in (".parquet", ".csv"):
            file = self._folder / (name.replace("_", "-") + suffix)
            if file.is_file():
                return file
        return None


def open_stored(where, experiment):
    if where.startswith(("postgresql://", "postgres://")) or "dbname=" in where:
        return Database(where, experiment)
    return Files(where, experiment)
