"""The three steps of training, for `export`, `fit` and `publish` alone and for `train` in a row."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.talk import Step, Talk
from graph.folders import adjacency_folder, models_folder
from graph.schema import LEARNED_RELATIONS, Relation
from model.als.parameters import AlsParameters

if TYPE_CHECKING:
    from graph.connection import Database
    from model.als.spark_options import SparkOptions

WORDS = {"held-out": "measuring on held-out pairs", "fit": "fitting", "top-k": "ranking songs"}


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
        click.option("--master", default="local[*]", show_default=True, help="Where Spark runs, as Spark writes it."),
        click.option(
            "--engine", type=click.Choice(["spark"]), default="spark", show_default=True, help="What does the fit."
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


def chosen_fit(options: dict[str, Any]) -> tuple[AlsParameters, "SparkOptions", bool]:
    """What `fit_options` were given: the parameters of ALS, where Spark runs, and whether to measure the RMSE."""
    from model.als.spark_options import SparkOptions

    parameters = AlsParameters(**{name: options[name] for name in AlsParameters().as_dict()})
    spark = SparkOptions(master=options["master"], conf=_spark_conf(options["spark_conf"]))
    return parameters, spark, not options["no_rmse"]


def fit_model(
    talk: Talk,
    adjacency: Path,
    parameters: AlsParameters,
    spark: "SparkOptions | None" = None,
    held_out: bool = True,
) -> Path:
    """Fit with Spark, say the RMSE, and give the model's folder."""
    from model.als.spark import SparkEngine
    from model.artefact import Artefact
    from model.training import train

    with ExitStack() as stack, SparkEngine(spark) as engine:
        steps: dict[str, Step] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in steps:
                stack.close()  # the step before is done
                unit = "songs" if step == "top-k" else "jobs"
                steps[step] = stack.enter_context(talk.step(WORDS.get(step, step), total, unit))
            steps[step].reach(done, total)

        talk.detail("starting Spark")
        folder = train(adjacency, engine, parameters, models_folder(), progress, held_out=held_out)
    artefact = Artefact.load(folder)
    talk.note(f"fitted {artefact.model_id} → {folder}")
    rmse = artefact.metrics.get("rmse")
    if rmse is not None:
        talk.note(
            f"  RMSE of the preference on held-out pairs: {rmse:.3f} (0.5 is what a constant gets; it does not choose a model)"
        )
    return folder


def publish_model(talk: Talk, database: "Database", folder: Path) -> None:
    """Write the lists of a model into the graph and say how many."""
    from graph.publish import PublishedModel, publish
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
    with talk.step("publishing", len(artefact.song_ids), "songs") as step:
        count = publish(database, model, artefact.lists(), step.advance)
    kept = f", {count.kept:,} were there already" if count.kept else ""
    talk.note(f"published {model.model_id}: {count.recommendations:,} recommendations of {count.lists:,} songs{kept}")


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
