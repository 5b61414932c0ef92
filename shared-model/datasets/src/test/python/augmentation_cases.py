"""Makes the cases that the augmentation's operations are compared with.

    pip install torch torchvision pillow numpy safetensors
    python augmentation_cases.py ../resources/org/prunescope/dataset/augmentation

Every case names an operation, its parameters and one of two synthetic images. What it must give
stands in the tensors: NAME.float by torchvision on tensors of floats, NAME.bytes by torchvision on
8-bit PIL images (crop-flip: by PIL alone). Images are (32, 32, 3), as the project has them.
"cropDraws" counts the windows that torchvision's RandomResizedCrop draws.
"""

import json
import pathlib
import sys

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image, ImageOps
from safetensors.numpy import save_file
from torchvision.transforms import InterpolationMode, RandomResizedCrop
from torchvision.transforms import functional as F

SEED = 20020507
SIDE = 32
DRAWS = 100_000
MEAN = [0.4915, 0.4823, 0.4468]
STD = [0.2047, 0.2435, 0.2616]


def noise(random):
    """Every pixel another colour: nothing hides behind smoothness."""
    return random.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def landscape(random):
    """Smooth colours, with black, white, gray and pure colours among them."""
    coarse = Image.fromarray(random.integers(0, 256, (5, 5, 3), dtype=np.uint8))
    image = np.array(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    special = [(0, 0, 0), (255, 255, 255), (128, 128, 128), (255, 0, 0), (0, 255, 0), (0, 0, 255)]
    special += [(255, 255, 0), (0, 255, 255), (255, 0, 255), (1, 0, 0), (7, 7, 8), (254, 255, 255)]
    for i, colour in enumerate(special):
        image[2 + i // 4 * 10 : 6 + i // 4 * 10, 1 + i % 4 * 8 : 5 + i % 4 * 8] = colour
    return image


def resized_crop(image, p):
    return F.resized_crop(
        image, p["top"], p["left"], p["height"], p["width"], [SIDE, SIDE],
        InterpolationMode.BILINEAR, antialias=True,
    )


ADJUSTMENTS = {
    "brightness": F.adjust_brightness,
    "contrast": F.adjust_contrast,
    "saturation": F.adjust_saturation,
    "hue": F.adjust_hue,
}


def view(image, p):
    image = resized_crop(image, p["crop"])
    if p["flip"]:
        image = F.hflip(image)
    for change in p["jitter"]:
        image = ADJUSTMENTS[change["adjustment"]](image, change["amount"])
    if p["grayscale"]:
        image = F.rgb_to_grayscale(image, num_output_channels=3)
    return image


OPERATIONS = {
    "resized-crop": resized_crop,
    "flip": lambda image, p: F.hflip(image),
    "grayscale": lambda image, p: F.rgb_to_grayscale(image, num_output_channels=3),
    "view": view,
} | {
    name: lambda image, p, adjust=adjust: adjust(image, p["amount"])
    for name, adjust in ADJUSTMENTS.items()
}


def crop_flip(image, p):
    """By PIL alone: pad with black, cut, turn upside down, mirror."""
    padded = ImageOps.expand(image, border=4, fill=0)
    image = padded.crop((p["left"], p["top"], p["left"] + SIDE, p["top"] + SIDE))
    if p["vertical"]:
        image = ImageOps.flip(image)
    if p["horizontal"]:
        image = ImageOps.mirror(image)
    return np.array(image)


def cases():
    def crop(top, left, height, width):
        return {"top": top, "left": left, "height": height, "width": width}

    def jitter(*changes):
        return [{"adjustment": name, "amount": amount} for name, amount in changes]

    yield "crop smallest", "resized-crop", 0, crop(20, 0, 12, 17)
    yield "crop wide", "resized-crop", 1, crop(3, 6, 20, 26)
    yield "crop high at the corner", "resized-crop", 1, crop(1, 11, 31, 21)
    yield "flip", "flip", 0, {}
    yield "brightness down", "brightness", 0, {"amount": 0.6123}
    yield "brightness up", "brightness", 1, {"amount": 1.3871}
    yield "contrast down", "contrast", 0, {"amount": 0.6021}
    yield "contrast up", "contrast", 1, {"amount": 1.3999}
    yield "saturation down", "saturation", 0, {"amount": 0.6777}
    yield "saturation up", "saturation", 1, {"amount": 1.3313}
    yield "hue forward", "hue", 0, {"amount": 0.0987}
    yield "hue backward", "hue", 1, {"amount": -0.0999}
    yield "hue not turned", "hue", 1, {"amount": 0.0}
    yield "grayscale", "grayscale", 0, {}
    yield "view in colour", "view", 1, {
        "crop": crop(5, 2, 22, 19),
        "flip": True,
        "jitter": jitter(("hue", 0.0641), ("contrast", 1.2345), ("brightness", 1.3111), ("saturation", 0.7531)),
        "grayscale": False,
    }
    yield "view in gray", "view", 0, {
        "crop": crop(0, 4, 28, 24),
        "flip": False,
        "jitter": jitter(("saturation", 1.3979), ("brightness", 0.8642), ("hue", -0.0357), ("contrast", 0.9181)),
        "grayscale": True,
    }
    yield "pad and cut", "crop-flip", 0, {"top": 0, "left": 8, "vertical": False, "horizontal": False}
    yield "pad, cut and mirror", "crop-flip", 0, {"top": 5, "left": 1, "vertical": False, "horizontal": True}
    yield "pad, cut and turn", "crop-flip", 1, {"top": 7, "left": 3, "vertical": True, "horizontal": False}
    yield "pad, cut, turn and mirror", "crop-flip", 1, {"top": 2, "left": 4, "vertical": True, "horizontal": True}
    yield "normalise", "normalise", 0, {"mean": MEAN, "std": STD}


def expected(operation, pixels, parameters):
    """The tensors of one case by their suffix."""
    image = Image.fromarray(pixels)
    floats = F.to_tensor(image)
    if operation == "crop-flip":
        return {"bytes": crop_flip(image, parameters)}
    if operation == "normalise":
        return {"float": F.normalize(floats, **parameters).permute(1, 2, 0).numpy()}
    run = OPERATIONS[operation]
    return {
        "float": run(floats, parameters).permute(1, 2, 0).numpy(),
        "bytes": np.array(run(image, parameters)),
    }


def crop_draws():
    """How often each value of a window's numbers is drawn."""
    torch.manual_seed(SEED)
    image = torch.zeros(3, SIDE, SIDE)
    drawn = np.array(
        [RandomResizedCrop.get_params(image, [0.2, 1.0], [3 / 4, 4 / 3]) for _ in range(DRAWS)]
    )
    top, left, height, width = drawn.T
    numbers = {
        "top": top, "left": left, "height": height, "width": width,
        "width minus height": width - height, "area in rows": height * width // SIDE,
    }

    def counts(values):
        distinct, number = np.unique(values, return_counts=True)
        return {str(value): int(n) for value, n in zip(distinct, number)}

    return {name: counts(values) for name, values in numbers.items()}


def main(folder):
    random = np.random.default_rng(SEED)
    images = [noise(random), landscape(random)]
    tensors = {f"image.{i}": image for i, image in enumerate(images)}
    descriptions = []
    for name, operation, image, parameters in cases():
        descriptions.append(
            {"name": name, "operation": operation, "image": image, "parameters": parameters}
        )
        for suffix, tensor in expected(operation, images[image], parameters).items():
            tensors[f"{name}.{suffix}"] = np.ascontiguousarray(tensor)
    made_with = f"torch {torch.__version__}, torchvision {torchvision.__version__}, Pillow {PIL.__version__}, seed {SEED}"
    save_file(tensors, folder / "cases.safetensors")
    lines = ",\n".join("    " + json.dumps(d) for d in descriptions)
    draws = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in crop_draws().items())
    (folder / "cases.json").write_text(
        f'{{\n  "madeWith": "{made_with}",\n  "cases": [\n{lines}\n  ],\n'
        f'  "cropDraws": {{\n{draws}\n  }}\n}}\n'
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
