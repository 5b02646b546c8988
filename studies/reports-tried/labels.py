"""Files of labels that people brought beside networks of ImageNet."""
import json

from common import note, save
from inputs import small
from torch_common import export, tensor, values

NAMES = ["tench", "goldfish", "white shark", "tiger shark", "hammerhead"]


def five(folder, name):
    """Five classes; and one of six that counts a background first, as TensorFlow's of ImageNet with 1001."""
    x = tensor(folder, "small", [0.5] * 3, [0.5] * 3)
    for classes, kind in ((5, "five"), (6, "background")):
        model = small(3, classes)
        export(folder, kind, model, x, script=True, input_names=["image"], output_names=["scores"])
        save(folder, kind, scores=values(model, x)[0])
    (folder / "lines.txt").write_text("\n".join(NAMES) + "\n")
    (folder / "numbered.txt").write_text("".join(f"{i} {n}\n" for i, n in enumerate(NAMES)))
    (folder / "bom.txt").write_bytes(("\ufeff" + "\r\n".join(NAMES) + "\r\n").encode())
    (folder / "class_index.json").write_text(json.dumps({str(i): [f"n0144{i:04}", n.replace(" ", "_")] for i, n in reversed(list(enumerate(NAMES)))}))
    (folder / "data.yaml").write_text("path: ../datasets/fish\ntrain: images/train\nnames:\n" + "".join(f"  {i}: {n}\n" for i, n in enumerate(NAMES)))
    note(folder, name, "PyTorch")


JOBS = {"five": five}
