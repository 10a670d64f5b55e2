"""Every command once: the menus, the palette and the page of keys are made from this table."""

from __future__ import annotations

from dataclasses import dataclass

MENUS = ("File", "Edit", "View", "Step", "Train", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do. ``slot`` is ``part.method`` of the controller's parts.

    ``keys`` work where the walk is (canvas, tables, step bar), ``anywhere`` in the whole window.
    Commands of one ``group`` exclude each other; ``value`` is what the slot is called with.
    """

    id: str
    menu: str
    text: str
    slot: str
    keys: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    tip: str = ""
    place: str = "walk"
    toggles: bool = False
    group: str = ""
    value: str = ""
    submenu: str = ""
    line_above: bool = False


def _choices(
    menu: str, submenu: str, group: str, slot: str, entries: dict[str, str]
) -> tuple[Command, ...]:
    return tuple(
        Command(f"{group}-{value}", menu, text, slot, group=group, value=value, submenu=submenu)
        for value, text in entries.items()
    )


COMMANDS: tuple[Command, ...] = (
    Command("new", "File", "New", "work.new", anywhere=("Ctrl+N",), tip="Begin with an empty line"),
    Command("open", "File", "Open…", "opening.open", anywhere=("Ctrl+O",),
            tip="Show a Python file; it runs when you say so"),
    Command(
        "export", "File", "Export picture…", "files.export_picture",
        anywhere=("Ctrl+Shift+E",), line_above=True,
        tip="Write what is shown, one step or all steps to a file",
    ),
    Command("export-all", "File", "Export all steps…", "files.export_all",
            tip="Write a page a step, all in the same frame"),
    Command("quit", "File", "Quit", "window.close", anywhere=("Ctrl+Q",), line_above=True),
    Command("undo", "Edit", "Undo", "work.undo", anywhere=("Ctrl+Z",)),
    Command("redo", "Edit", "Redo", "work.redo", anywhere=("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("copy-picture", "Edit", "Copy picture", "files.copy_picture", keys=("Ctrl+C",),
            place="canvas", line_above=True, tip="Put this step on the clipboard"),
    Command("copy-table", "Edit", "Copy table", "files.copy_table", keys=("Ctrl+C",),
            place="tables", tip="Put the nodes or the edges on the clipboard, every digit"),
    Command("formula", "Edit", "Type a formula", "opening.to_formula", anywhere=("Ctrl+L",),
            line_above=True),
    Command("code-edit", "Edit", "Type code", "coding.open", anywhere=("Ctrl+E",)),
    Command("comment", "Edit", "Comment lines out or in", "coding.toggle_comment",
            keys=("Ctrl+/",), place="code"),
    Command("find", "Edit", "Find…", "finding.open", anywhere=("Ctrl+F",),
            tip="Nodes by name, operation, shape, module or line"),
    Command("without-values", "Edit", "Record without values", "variants.set_without_values",
            toggles=True, line_above=True,
            tip="For models too large for memory: ranges and coarse pictures only"),
    Command("limits", "Edit", "Limits…", "limits.open",
            tip="How long a run may take, and how much memory it may use"),
    Command("fit", "View", "Fit", "view.fit", keys=("F",), tip="Show the whole graph"),
    Command("zoom-in", "View", "Zoom in", "view.zoom_in", anywhere=("Ctrl++", "Ctrl+=")),
    Command("zoom-out", "View", "Zoom out", "view.zoom_out", anywhere=("Ctrl+-",)),
    Command("map", "View", "Overview", "view.set_map", toggles=True,
            tip="The whole graph in a corner, where one sees a part of it"),
    Command("light", "View", "Light its dependencies", "lighting.light_around", keys=("L",),
            toggles=True, submenu="Light",
            tip="All that the node depends on and all that depends on it; the rest fades"),
    Command("path", "View", "Light a path between two nodes", "lighting.choose_path", keys=("P",),
            toggles=True, submenu="Light",
            tip="From the chosen node to another: click that, or go there and do this again"),
    Command("only", "View", "Show only what is lit", "lighting.show_only", keys=("O",),
            toggles=True, submenu="Light",
            tip="Leave out all else, and lay out what is lit by itself"),
    Command("unlit", "View", "Light everything", "lighting.light_everything", submenu="Light",
            tip="Nothing fades any more; Esc does the same"),
    Command("card-left", "View", "Move the card left", "pinning.left", submenu="Move cards",
            keys=("Alt+Shift+Left",), place="canvas", tip="The chosen card; or drag it"),
    Command("card-right", "View", "Move the card right", "pinning.right", submenu="Move cards",
            keys=("Alt+Shift+Right",), place="canvas", tip="The chosen card; or drag it"),
    Command("card-up", "View", "Move the card up", "pinning.up", submenu="Move cards",
            keys=("Alt+Shift+Up",), place="canvas", tip="The chosen card; or drag it"),
    Command("card-down", "View", "Move the card down", "pinning.down", submenu="Move cards",
            keys=("Alt+Shift+Down",), place="canvas", tip="The chosen card; or drag it"),
    Command("unpin", "View", "Put all cards back", "pinning.reset", submenu="Move cards",
            tip="To where the layout has them"),
    Command("turn", "View", "Turn the graph", "view.turn", anywhere=("Ctrl+K",), line_above=True,
            tip="From left–right to top–down and back"),
    *_choices("View", "Direction", "orientation", "view.set_orientation",
              {"auto": "Auto", "lr": "Left–right", "tb": "Top–down"}),
    *_choices("View", "Edge labels", "labels", "view.set_labels",
              {"active": "Active edges", "symbols": "Symbols", "all": "All, with numbers"}),
    *_choices("View", "Numbering", "numbering", "view.set_numbering",
              {"evaluation": "By evaluation", "level": "By level"}),
    *_choices("View", "Digits", "digits", "view.set_digits",
              {"3": "3 digits", "4": "4 digits", "6": "6 digits"}),
    *_choices("View", "Theme", "theme", "view.set_theme",
              {"light": "Light", "dark": "Dark", "print": "Print"}),
    Command("bookmark", "View", "Bookmark this view", "bookmarks.keep", anywhere=("Ctrl+D",),
            submenu="Bookmarks",
            tip="Keep which modules are open, where you look, the step, and what is lit"),
    Command("bookmarks", "View", "All bookmarks…", "bookmarks.open", anywhere=("Ctrl+B",),
            submenu="Bookmarks", tip="Go to one, rename it, remove it"),
    Command("code", "View", "Code", "coding.set_open", toggles=True, line_above=True,
            tip="The editor at the left"),
    Command("values", "View", "Values", "view.set_values", toggles=True,
            anywhere=("Ctrl+Shift+V",), tip="The two tables at the right"),
    Command("printed", "View", "Printed", "pages.set_printed", toggles=True,
            tip="What the code printed"),
    Command("memory", "View", "Shared memory", "pages.set_memory", toggles=True,
            tip="Which tensors live in the same storage"),
    Command("jacobian", "View", "Jacobian", "pages.set_jacobian", toggles=True,
            tip="The Jacobian of the edge that the step is about"),
    Command("health", "View", "Gradient health", "pages.set_health", toggles=True,
            tip="Where the gradient dies, blows up or is cut"),
    Command("autograd", "View", "Autograd view", "pages.set_autograd", toggles=True,
            tip="PyTorch's own graph of the run, as torchviz draws it, linked to this one"),
    Command("open-fused", "View", "Open fused layers", "variants.set_open_fused", toggles=True,
            line_above=True,
            tip="Softmax, cross-entropy, layer norm, linear and MSE as their parts"),
    Command("all-passes", "View", "All passes of loops", "folding.set_all_passes", toggles=True,
            tip="Also those that are alike and lead nowhere else"),
    Command("open-module", "View", "Open the module", "folding.open_module", keys=("]",),
            line_above=True, tip="Show what is inside; a double click or Enter does it too"),
    Command("close-module", "View", "Close the module", "folding.close_module",
            keys=("[", "Backspace"), tip="One card for all that the module around computed"),
    Command("deeper", "View", "Modules one level deeper", "folding.deeper", keys=("}",),
            tip="Open all modules one level further"),
    Command("shallower", "View", "Modules one level up", "folding.shallower", keys=("{",),
            tip="Close all modules one level further out"),
    Command("bare", "View", "Hide everything but the graph", "view.set_bare", toggles=True,
            line_above=True, anywhere=("Ctrl+\\",)),
    Command("present", "View", "Present", "view.set_presenting", toggles=True, anywhere=("F11",),
            tip="Full screen; PageUp and PageDown step, “.” blanks, Esc leaves"),
    Command("region", "View", "Next region", "view.next_region", anywhere=("F6",),
            tip="Move the focus: formula, inputs, graph, steps, tables"),
    Command("run", "Step", "Run the code", "coding.run", anywhere=("Ctrl+Return", "Ctrl+Enter"),
            tip="Run what is in the editor, and step through it"),
    Command("stop", "Step", "Stop the run", "work.stop", anywhere=("Ctrl+.",)),
    Command("first", "Step", "First", "walk.first", keys=("Home",), line_above=True),
    Command("back", "Step", "Back", "walk.back", keys=("Left",),
            anywhere=("Ctrl+Left", "Shift+F8")),
    Command("forward", "Step", "Forward", "walk.forward", keys=("Right",),
            anywhere=("Ctrl+Right", "F8")),
    Command("last", "Step", "Last", "walk.last", keys=("End",)),
    Command("play", "Step", "Play or pause", "walk.play_or_pause", keys=("Space",),
            line_above=True),
    Command("faster", "Step", "Faster", "walk.faster", keys=("+", "=")),
    Command("slower", "Step", "Slower", "walk.slower", keys=("-",)),
    Command("border-back", "Step", "To the border before", "walk.previous_border",
            keys=("Shift+Left",), line_above=True),
    Command("border-on", "Step", "To the next border", "walk.next_border", keys=("Shift+Right",)),
    Command("backward", "Step", "To the backward pass", "walk.backward_pass", keys=("B",)),
    Command("mark-on", "Step", "To the next mark", "finding.next_mark",
            anywhere=("Ctrl+Shift+Right",), tip="To the next step of what was found or is lit"),
    Command("mark-back", "Step", "To the mark before", "finding.previous_mark",
            anywhere=("Ctrl+Shift+Left",)),
    Command("finer", "Step", "One contribution at a time", "walk.set_finer", keys=("C",),
            toggles=True, line_above=True, tip="A sum of adjoints appears term by term"),
    Command("hide", "Step", "Hide the answer", "view.set_hidden", keys=("H",), toggles=True,
            tip="Hide what comes next, to predict it"),
    Command("why", "Step", "Why?", "views.explain_focused", keys=("W",), line_above=True,
            tip="The rule, the substitution and the numbers of what is active"),
    Command("predecessor", "Step", "To a predecessor", "views.to_predecessor",
            keys=("Alt+Left",), place="canvas"),
    Command("successor", "Step", "To a successor", "views.to_successor",
            keys=("Alt+Right",), place="canvas"),
    Command("sibling-above", "Step", "To the sibling above", "views.to_sibling_above",
            keys=("Alt+Up",), place="canvas"),
    Command("sibling-below", "Step", "To the sibling below", "views.to_sibling_below",
            keys=("Alt+Down",), place="canvas"),
    Command("train", "Train", "Train a model", "pages.set_train", toggles=True,
            tip="Draw a data set, train a model on it, open any step in the graph"),
    Command("descent", "Train", "Gradient descent on the formula", "pages.set_descent",
            toggles=True,
            tip="Walk down the formula in one or two inputs; each point opens in the graph"),
    Command("train-run", "Train", "Run or pause", "training.run_or_pause", anywhere=("F5",),
            line_above=True,
            tip="Train on what is drawn, or stop after the batch that is under way"),
    Command("train-batch", "Train", "One batch", "training.one_batch", anywhere=("Shift+F5",),
            tip="One step of the optimiser on the next mini-batch"),
    Command("train-epoch", "Train", "One epoch", "training.one_epoch",
            tip="Every point to train on once"),
    Command("train-reset", "Train", "Reset to the same start", "training.reset",
            tip="The very same first weights and order of batches"),
    Command("train-seed", "Train", "New seed", "training.new_seed",
            tip="Another split, other first weights, another order"),
    Command("train-open", "Train", "Open the next batch", "training.open_batch", line_above=True,
            tip="Its loss as a graph, to be stepped through"),
    Command("train-update", "Train", "Apply its update", "training.update_batch",
            tip="The optimiser's step on the next batch"),
    Command("train-data", "Train", "New data", "training.new_data", line_above=True,
            tip="Other points of the same data set"),
    Command("train-csv", "Train", "Open points…", "training.open_csv",
            tip="Two inputs and a class, or x and y, from a CSV file"),
    Command("train-save", "Train", "Save points…", "training.save_csv"),
    Command("train-history", "Train", "Save the history…", "training.save_history",
            tip="Loss and accuracy of every epoch as a CSV file"),
    Command("train-plots", "Train", "Save the plots…", "training.save_plots",
            tip="The plane and the plot of losses as SVG, PDF or PNG"),
    Command("train-weights", "Train", "Save the weights…", "training.save_weights",
            tip="A state_dict for torch.load"),
    Command("train-script", "Train", "Copy as script", "training.copy_script",
            tip="A PyTorch script that gives the same history"),
    Command("palette", "Help", "All commands", "help.palette", anywhere=("Ctrl+Shift+P",)),
    Command("keys", "Help", "Keys", "help.keys", anywhere=("F1",)),
    Command("words", "Help", "What the words mean", "help.words"),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}
