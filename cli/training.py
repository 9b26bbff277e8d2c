"""The three steps of training, for `export`, `fit` and `publish` alone and for `train` in a row."""

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click
from click.core import ParameterSource

from cli.talk import Step, Talk
from graph.folders import adjacency_folder, cache_folder, models_folder
from graph.schema import LEARNED_RELATIONS, Relation
from model.als.parameters import AlsParameters

if TYPE_CHECKING:
    from graph.connection import Database
    from model.als.engine import Engine
    from model.als.spark_options import SparkOptions

WORDS = {"held-out": "measuring on held-out pairs", "fit": "fitting", "top-k": "ranking songs"}
UNITS = {"spark": "jobs", "native": "half-steps"}
# options that mean something to one engine only
OWN_OPTIONS = {"spark": ("master", "spark_conf", "shared_folder"), "native": ("warm",)}


def adjacency_options(command: Any) -> Any:
    """Give a command --kind, --relations and --bpm-window."""
    for option in (
        click.option(
            "--bpm-window",
            type=click.FloatRange(0),
            default=4.0,
            show_default=True,
            help="Beats a minute that count as near.",
        ),
        click.option(
            "--relations",
            type=click.Choice(list(Relation), case_sensitive=False),
            multiple=True,
            default=LEARNED_RELATIONS,
            show_default=True,
            help="What connects songs; give it several times.",
        ),
        click.option(
            "--kind",
            type=click.Choice(["context", "seed"]),
            default="context",
            show_default=True,
            help="context: songs, artists and shared titles; seed: songs alone.",
        ),
    ):
        command = option(command)
    return command


def fit_options(command: Any) -> Any:
    """Give a command the options of the engine and of ALS."""
    usual = AlsParameters()
    for option in (
        click.option("--no-rmse", is_flag=True, help="Leave out the second fit, for the RMSE on held-out pairs."),
        click.option("--spark-conf", multiple=True, metavar="KEY=VALUE", help="A setting of Spark's; may be repeated."),
        click.option(
            "--shared-folder",
            metavar="PATH|URI",
            help="Where a cluster's driver and workers both read and write (a mount, hdfs://, s3a://); the model's Parquet "
            "stays there.",
        ),
        click.option(
            "--master",
            default="local[*]",
            show_default=True,
            help="Where Spark runs, as Spark writes it: local[N], spark://HOST:PORT, yarn, k8s://URL.",
        ),
        click.option(
            "--warm/--cold",
            default=True,
            show_default=True,
            help="Go on from the last model of the same rank and kind, or begin anew (native; Spark always begins anew).",
        ),
        click.option(
            "--engine",
            type=click.Choice(["spark", "native"]),
            default="spark",
            show_default=True,
            help="What does the fit: Spark, here or on a cluster; native, on this machine and several times as fast.",
        ),
        _number("--top-k", click.IntRange(1, 10_000), usual.top_k, "Songs listed for each song."),
        _number("--seed", click.IntRange(0), usual.seed, "Draws the first factors."),
        _number("--iterations", click.IntRange(1, 1000), usual.iterations, "Alternations of ALS."),
        _number("--regularisation", click.FloatRange(0), usual.regularisation, "λ, scaled by each row's count."),
        _number("--alpha", click.FloatRange(0, min_open=True), usual.alpha, "Confidence is 1 + α · weight."),
        _number("--rank", click.IntRange(1, 4096), usual.rank, "Length of a factor."),
    ):
        command = option(command)
    return command


def _number(name: str, type_: Any, default: float, help_: str) -> Any:
    return click.option(name, type=type_, default=default, show_default=True, help=help_)


def export_adjacency(
    talk: Talk,
    database: "Database",
    kind: str,
    relations: Sequence[Relation],
    bpm_window: float,
    folder: Path | None = None,
) -> Path:
    """Write the adjacency of the graph and say what it holds; gives its folder."""
    from graph.export import export

    with talk.step("exporting the graph"):
        adjacency = export(database, kind, relations=relations, bpm_window=bpm_window)  # type: ignore[arg-type]  # click.Choice
        target = folder or adjacency_folder(kind)
        adjacency.save(target)
    talk.note(
        f"exported {kind}: {adjacency.songs:,} songs, {adjacency.artists:,} artists, {adjacency.titles:,} titles, "
        f"{adjacency.neighbours.nnz // 2:,} connected pairs → {target}"
    )
    return target


@dataclass(frozen=True)
class ChosenFit:
    """What `fit_options` were given; `spark` says where Spark runs, `held_out` whether to measure the RMSE."""

    parameters: AlsParameters
    engine: str = "spark"
    spark: "SparkOptions | None" = None
    held_out: bool = True
    warm: bool = True

    @classmethod
    def read(cls, options: dict[str, Any]) -> Self:
        """Read the options of a command; one that was typed and means nothing to the engine is a usage error."""
        from model.als.spark_options import SparkOptions

        engine = options["engine"]
        context = click.get_current_context()
        for other, names in OWN_OPTIONS.items():
            for name in names:
                typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
                if other != engine and typed:
                    flag = next(one.opts[0] for one in context.command.params if one.name == name)
                    raise click.UsageError(f"{flag} is an option of --engine {other}, and the engine is {engine}")
        parameters = AlsParameters(**{name: options[name] for name in AlsParameters().as_dict()})
        spark = SparkOptions(options["master"], _spark_conf(options["spark_conf"]), options["shared_folder"])
        return cls(parameters, engine, spark, not options["no_rmse"], options["warm"])

    def open_engine(self, talk: Talk) -> "AbstractContextManager[Engine]":
        """Start the engine, for a `with` block."""
        if self.engine == "native":
            from model.als.native import NativeEngine

            return nullcontext(NativeEngine(kernels=cache_folder() / "kernels"))
        from model.als.spark import SparkEngine

        talk.detail("starting Spark")
        return SparkEngine(self.spark)


def fit_model(talk: Talk, adjacency: Path | str, chosen: ChosenFit) -> Path:
    """Fit, say the RMSE, and give the model's folder. An adjacency of type str is a URI, which Spark reads."""
    from model.als.engine import SharingEngine
    from model.artefact import Artefact
    from model.training import train

    with ExitStack() as stack, chosen.open_engine(talk) as engine:
        steps: dict[str, Step] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in steps:
                stack.close()  # the step before is done
                unit = "songs" if step == "top-k" else UNITS[chosen.engine]
                steps[step] = stack.enter_context(talk.step(WORDS.get(step, step), total, unit))
            steps[step].reach(done, total)

        if not isinstance(adjacency, Path):
            if not isinstance(engine, SharingEngine):
                raise click.UsageError(f"--engine {chosen.engine} reads folders of this machine, not {adjacency}")
            adjacency = engine.fetch(adjacency)
        folder = train(
            adjacency,
            engine,
            chosen.parameters,
            models_folder(),
            progress,
            held_out=chosen.held_out,
            warm=chosen.warm,
        )
        kept = engine.keep(folder) if isinstance(engine, SharingEngine) else None
    artefact = Artefact.load(folder)
    start = artefact.manifest["start"]
    talk.note(
        f"fitted {artefact.model_id}{f', going on from {start}' if start else ''} → {folder}{f', {kept}' if kept else ''}"
    )
    rmse = artefact.metrics.get("rmse")
    if rmse is not None:
        talk.note(
            f"  RMSE of the preference on held-out pairs: {rmse:.3f} (0.5 is what a constant gets; it does not choose a model)"
        )
    return folder


def vectors_option(command: Any) -> Any:
    """Give a command --vectors."""
    told = "Also write each song's vector, with an index of Neo4j's for nearest songs (query nearest-songs)."
    return click.option("--vectors", is_flag=True, help=told)(command)


def publish_model(talk: Talk, database: "Database", folder: Path, with_vectors: bool = False) -> None:
    """Write the lists of a model into the graph, and its vectors if they are wanted, and say how many."""
    from graph.publish import PublishedModel, publish
    from graph.vectors import Vectors
    from model.als.vectors import dimensions
    from model.artefact import Artefact

    artefact = Artefact.load(folder)
    model = PublishedModel(
        model_id=artefact.model_id,
        engine=artefact.manifest["engine"],
        parameters=json.dumps(artefact.manifest["parameters"], sort_keys=True),
        metrics=json.dumps(artefact.manifest["metrics"], sort_keys=True),
        adjacency_digest=artefact.adjacency_digest,
        created_at=artefact.manifest["created_at"],
        songs=artefact.song_ids,
    )
    vectors = Vectors(dimensions(artefact.parameters.rank), artefact.vectors) if with_vectors else None
    with talk.step("publishing", len(artefact.song_ids) * (1 + with_vectors), "songs") as step:
        count = publish(database, model, artefact.lists(), step.advance, vectors)
    kept = f", {count.kept:,} were there already" if count.kept else ""
    talk.note(f"published {model.model_id}: {count.recommendations:,} recommendations of {count.lists:,} songs{kept}")
    if count.vectors:
        talk.note(f"  {count.vectors:,} songs have a vector: `mixgraph query nearest-songs --param song=…`")
    elif with_vectors:
        talk.note("  the vectors were there already")


def newest_model() -> Path:
    """The folder of the model that was fitted last; raises ArtefactUnusable when there is none."""
    from model.errors import ArtefactUnusable

    folders = [folder for folder in models_folder().glob("[!.]*") if (folder / "manifest.json").is_file()]
    if not folders:
        raise ArtefactUnusable("no model was fitted yet", "run `mixgraph fit`, or `mixgraph train` for all steps")
    return max(folders, key=lambda folder: (folder / "manifest.json").stat().st_mtime)


def _spark_conf(settings: Sequence[str]) -> dict[str, str]:
    pairs = [setting.partition("=") for setting in settings]
    if bad := [name for name, equals, _ in pairs if not equals]:
        raise click.BadParameter(f"write it as key=value: {bad[0]}", param_hint="--spark-conf")
    return {name: value for name, _, value in pairs}
