"""What a GPT-NeoX model of Hugging Face transformers shows at the hook points."""

import torch


def capture(model, ids):
    shown = {}
    handles = []
    for i, layer in enumerate(model.gpt_neox.layers):
        def before(module, args, kwargs, i=i):
            shown[f"blocks.{i}.hook_resid_pre"] = args[0] if args else kwargs["hidden_states"]

        def after(module, args, output, i=i):
            shown[f"blocks.{i}.hook_resid_post"] = output[0] if isinstance(output, tuple) else output

        def attention(module, args, output, i=i):
            shown[f"blocks.{i}.hook_attn_out"] = output[0]

        def mlp(module, args, output, i=i):
            shown[f"blocks.{i}.hook_mlp_out"] = output

        handles.append(layer.register_forward_pre_hook(before, with_kwargs=True))
        handles.append(layer.register_forward_hook(after))
        handles.append(layer.attention.register_forward_hook(attention))
        handles.append(layer.mlp.register_forward_hook(mlp))
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits
    for handle in handles:
        handle.remove()
    if not model.config.use_parallel_residual:
        for i in range(model.config.num_hidden_layers):
            shown[f"blocks.{i}.hook_resid_mid"] = (
                shown[f"blocks.{i}.hook_resid_pre"] + shown[f"blocks.{i}.hook_attn_out"])
    result = {name: value[0].clone().contiguous() for name, value in shown.items()}
    result["log_probs"] = torch.log_softmax(logits[0].float(), dim=-1).contiguous()
    return result
