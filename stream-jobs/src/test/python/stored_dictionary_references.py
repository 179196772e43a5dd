"""References for io.plumbline.streamjobs.dictionary.layout: small dictionaries in the layouts of
SAELens, sparsify (eai-sparsify) and dictionary_learning (dictionary-learning), written and encoded
by these libraries. The latter two are installed without their dependencies."""

import importlib.util
import json
import pathlib
import shutil
import sys
import types

import torch
from references import RESOURCES, write
from sae_lens.saes.batchtopk_sae import BatchTopKTrainingSAE, BatchTopKTrainingSAEConfig
from sae_lens.saes.gated_sae import GatedSAE, GatedSAEConfig
from sae_lens.saes.jumprelu_sae import JumpReLUSAE, JumpReLUSAEConfig
from sae_lens.saes.sae import SAE, SAEMetadata
from sae_lens.saes.standard_sae import StandardSAE, StandardSAEConfig
from sae_lens.saes.topk_sae import TopKSAE, TopKSAEConfig
from safetensors.torch import save_file

torch.set_num_threads(1)
torch.manual_seed(23)

WIDTH, FEATURES, K, ROWS = 12, 20, 4, 9
OUT = RESOURCES.parent / "dictionaries"
X = torch.randn(ROWS, WIDTH) * torch.linspace(0.5, 3, WIDTH) + 0.4
HOOK = "blocks.1.hook_mlp_out"
shutil.rmtree(OUT, ignore_errors=True)
cases = []


def bare_package(name):
    """The package without running its __init__, which wants everything that training wants."""
    package = types.ModuleType(name)
    package.__path__ = list(importlib.util.find_spec(name).submodule_search_locations)
    sys.modules[name] = package


def randomize(module):
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(torch.randn(parameter.shape) * (0.5 if parameter.ndim > 1 else 0.3))
            if name == "threshold":
                parameter.abs_()


@torch.no_grad()
def case(name, layout, kind, hook, encode, decode):
    f = encode(X)
    cases.append(
        {
            "name": name,
            "layout": layout,
            "kind": kind,
            "hook": hook,
            "x": X.numpy(),
            "features": f.numpy(),
            "rebuilt": decode(f).numpy(),
        }
    )


def sae_lens(name, sae_class, config_class, **fields):
    config = config_class(
        d_in=WIDTH, d_sae=FEATURES, metadata=SAEMetadata(hook_name=HOOK, model_name="tiny"), **fields
    )
    sae = sae_class(config)
    randomize(sae)
    sae.save_model(OUT / name)
    loaded = SAE.load_from_disk(OUT / name)
    case(name, "SAELens", config.architecture(), HOOK, loaded.encode, loaded.decode)
    return sae


sae_lens("standard", StandardSAE, StandardSAEConfig)
sae_lens("standard-off-b-dec", StandardSAE, StandardSAEConfig, apply_b_dec_to_input=False)
sae_lens("standard-layer-norm", StandardSAE, StandardSAEConfig, normalize_activations="layer_norm")
sae_lens(
    "jumprelu-constant-norm",
    JumpReLUSAE,
    JumpReLUSAEConfig,
    normalize_activations="constant_norm_rescale",
)
sae_lens("topk", TopKSAE, TopKSAEConfig, k=K)
sae_lens("topk-rescaled", TopKSAE, TopKSAEConfig, k=K, rescale_acts_by_decoder_norm=True)
sae_lens("jumprelu", JumpReLUSAE, JumpReLUSAEConfig)
sae_lens("gated", GatedSAE, GatedSAEConfig)
sae_lens("gated-off-b-dec", GatedSAE, GatedSAEConfig, apply_b_dec_to_input=False)
sae_lens(
    "average-norm-unknown",
    StandardSAE,
    StandardSAEConfig,
    normalize_activations="expected_average_only_in",
)

# Trained at a scale that lies beside the weights: what SAELens gives once it has folded it in.
name = "topk-average-norm"
config = TopKSAEConfig(
    d_in=WIDTH,
    d_sae=FEATURES,
    k=K,
    rescale_acts_by_decoder_norm=True,
    normalize_activations="expected_average_only_in",
    metadata=SAEMetadata(hook_name=HOOK),
)
sae = TopKSAE(config)
randomize(sae)
sae.save_model(OUT / name)
(OUT / name / "activation_scaler.json").write_text(
    json.dumps({"scaling_factor": 0.37, "has_whitening": False})
)
sae.fold_activation_norm_scaling_factor(0.37)
case(name, "SAELens", "topk", HOOK, sae.encode, sae.decode)

# A BatchTopK is saved as a JumpReLU.
name = "batchtopk"
training = BatchTopKTrainingSAE(
    BatchTopKTrainingSAEConfig(
        d_in=WIDTH, d_sae=FEATURES, k=K, metadata=SAEMetadata(hook_name=HOOK)
    )
)
randomize(training)
training.topk_threshold = torch.tensor(0.8, dtype=torch.double)
training.save_inference_model(OUT / name)
loaded = SAE.load_from_disk(OUT / name)
case(name, "SAELens", "jumprelu", HOOK, loaded.encode, loaded.decode)


def before_version_6(name, kind, tensors, **fields):
    (OUT / name).mkdir(parents=True)
    save_file(tensors, OUT / name / "sae_weights.safetensors")
    config = {"d_in": WIDTH, "d_sae": FEATURES, "dtype": "torch.float32", "model_name": "tiny"}
    (OUT / name / "cfg.json").write_text(json.dumps(config | fields))
    loaded = SAE.load_from_disk(OUT / name)
    case(name, "SAELens", kind, HOOK, loaded.encode, loaded.decode)


plain = {
    "W_enc": torch.randn(WIDTH, FEATURES) * 0.5,
    "W_dec": torch.randn(FEATURES, WIDTH) * 0.5,
    "b_enc": torch.randn(FEATURES) * 0.3,
    "b_dec": torch.randn(WIDTH) * 0.3,
}
before_version_6(
    "old-standard",
    "standard",
    plain | {"scaling_factor": torch.ones(FEATURES)},
    hook_point=HOOK,
    hook_point_layer=1,
    activation_fn_str="relu",
    normalize_activations=None,
)
before_version_6(
    "old-topk",
    "topk",
    plain,
    hook_name=HOOK,
    activation_fn_str="topk",
    activation_fn_kwargs={"k": K},
    architecture="standard",
    apply_b_dec_to_input=False,
)

bare_package("sparsify")
from sparsify.config import SparseCoderConfig  # noqa: E402
from sparsify.sparse_coder import SparseCoder  # noqa: E402

for name, hook, fields in [
    ("layers.1.mlp", HOOK, {"num_latents": FEATURES}),
    ("model.layers.3", "blocks.3.hook_resid_post", {"expansion_factor": 2}),
]:
    coder = SparseCoder(WIDTH, SparseCoderConfig(k=K, **fields))
    randomize(coder)
    coder.save_to_disk(OUT / name)
    coder = SparseCoder.load_from_disk(OUT / name)

    def encode(x, coder=coder):
        top = coder.encode(x)
        dense = torch.zeros(len(x), coder.num_latents)
        return dense.scatter(1, top.top_indices, top.top_acts)

    def decode(f, coder=coder):
        return f @ coder.W_dec + coder.b_dec

    case(name, "sparsify", "topk", hook, encode, decode)

bare_package("dictionary_learning")
from dictionary_learning import dictionary as dl  # noqa: E402
from dictionary_learning.trainers.batch_top_k import BatchTopKSAE  # noqa: E402
from dictionary_learning.trainers.matryoshka_batch_top_k import MatryoshkaBatchTopKSAE  # noqa: E402
from dictionary_learning.trainers.top_k import AutoEncoderTopK  # noqa: E402


def dictionary_learning(name, kind, module, threshold=None):
    randomize(module)
    if threshold is not None:
        module.threshold.fill_(threshold)
    (OUT / name).mkdir(parents=True)
    tensors = {k: v.clone().contiguous() for k, v in module.state_dict().items()}
    save_file(tensors, OUT / name / "ae.safetensors")
    trainer = {
        "dict_class": type(module).__name__,
        "activation_dim": WIDTH,
        "dict_size": FEATURES,
        "layer": 1,
        "lm_name": "tiny",
        "submodule_name": "mlp_out_layer_1",
    }
    if hasattr(module, "k"):
        trainer["k"] = int(module.k)
    (OUT / name / "config.json").write_text(json.dumps({"trainer": trainer, "buffer": {}}))
    pickle = OUT / name / "ae.pt"
    torch.save(module.state_dict(), pickle)
    kwargs = {"k": K} if hasattr(module, "k") else {}
    loaded = type(module).from_pretrained(str(pickle), **kwargs)
    pickle.unlink()
    case(name, "dictionary_learning", kind, HOOK, loaded.encode, loaded.decode)


dictionary_learning("dl-auto-encoder", "standard", dl.AutoEncoder(WIDTH, FEATURES))
dictionary_learning("dl-auto-encoder-new", "standard", dl.AutoEncoderNew(WIDTH, FEATURES))
dictionary_learning("dl-gated", "gated", dl.GatedAutoEncoder(WIDTH, FEATURES))
dictionary_learning("dl-jumprelu", "jumprelu", dl.JumpReluAutoEncoder(WIDTH, FEATURES))
dictionary_learning("dl-topk", "topk", AutoEncoderTopK(WIDTH, FEATURES, K))
dictionary_learning("dl-batchtopk", "jumprelu", BatchTopKSAE(WIDTH, FEATURES, K), 0.7)
dictionary_learning(
    "dl-matryoshka", "jumprelu", MatryoshkaBatchTopKSAE(WIDTH, FEATURES, K, [8, 12]), 0.7
)

write("stored-dictionaries.json", cases)
