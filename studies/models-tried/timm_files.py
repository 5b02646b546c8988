"""Networks of timm, a family each, by turns through both exporters with a fixed and a free batch."""
import functools
import warnings

import timm
import torch

from torch_export import export

warnings.filterwarnings("ignore")
SIDE = {  # as small as each takes with more than one window or position in its last stage; 64 otherwise
    **dict.fromkeys("swin_tiny_patch4_window7_224 swinv2_cr_tiny_ns_224 twins_svt_small".split(), 112),
    **dict.fromkeys("swinv2_tiny_window8_256 maxvit_rmlp_pico_rw_256 maxxvit_rmlp_nano_rw_256 nest_tiny_jx gcvit_xxtiny davit_tiny focalnet_tiny_srf".split(), 128),
    **dict.fromkeys("inception_v3 botnet26t_256 hiera_tiny_224 mvitv2_tiny".split(), 128),
    **dict.fromkeys("crossvit_tiny_240 halonet26t".split(), 240 + 16),
}
FAMILIES = """
resnet18 resnetv2_50x1_bit seresnet50 resnext50_32x4d res2net50_26w_4s resnest14d ecaresnet26t convnext_atto convnextv2_atto
efficientnet_b0 efficientnetv2_rw_t tf_efficientnet_lite0 mobilenetv2_035 mobilenetv3_small_050 mobilenetv4_conv_small_035
mobilenetv4_hybrid_medium mnasnet_small lcnet_035 vit_tiny_patch16_224 vit_tiny_r_s16_p8_224 vit_small_patch16_rope_224
deit_tiny_distilled_patch16_224 deit3_small_patch16_224 beit_base_patch16_224 cait_xxs24_224 swin_tiny_patch4_window7_224
swinv2_cr_tiny_ns_224 swinv2_tiny_window8_256 maxvit_rmlp_pico_rw_256 maxxvit_rmlp_nano_rw_256 coatnet_pico_rw_224
coat_lite_tiny pvt_v2_b0 poolformer_s12 caformer_s18 mambaout_femto mixer_s32_224 gmlp_ti16_224 resmlp_12_224 regnety_002
repvgg_a0 repvit_m0_9 hrnet_w18_small nfnet_l0 ghostnetv2_100 levit_128s xcit_nano_12_p16_224 eva02_tiny_patch14_224 fastvit_t8
edgenext_xx_small densenet121 inception_v3 inception_next_atto legacy_xception dla34 vgg11_bn tiny_vit_5m_224 volo_d1_224
crossvit_tiny_240 davit_tiny focalnet_tiny_srf hiera_tiny_224 nest_tiny_jx twins_svt_small visformer_tiny convit_tiny
convmixer_768_32 cspresnet50 dpn48b efficientformer_l1 efficientformerv2_s0 efficientvit_b0 gcvit_xxtiny halonet26t botnet26t_256
hgnetv2_b0 mobileone_s0 mobilevit_xxs mobilevitv2_050 mvitv2_tiny pit_ti_224 rexnet_100 selecsls42b sequencer2d_s skresnet18
starnet_s1 swiftformer_xs tnt_s_patch16_224 ese_vovnet19b_dw shvit_s1
""".split()
WAYS = ("dynamo", "script", "dynamo-free", "script-free")
DEPTH = {"beit_base_patch16_224": 3, "cait_xxs24_224": 4, "deit3_small_patch16_224": 4, "vit_small_patch16_rope_224": 4}


def create(network):
    torch.manual_seed(0)
    side = SIDE.get(network, 64)
    depth = {"depth": DEPTH[network]} if network in DEPTH else {}
    for more in ({"img_size": side, **depth}, depth):
        try:
            model = timm.create_model(network, pretrained=False, num_classes=100, **more)
            break
        except TypeError as error:
            failed = error
    else:
        raise failed
    return model, side


def make(network, how, folder, name):
    model, side = create(network)
    named = {"input_names": ["input"], "output_names": ["output"]} if how.startswith("script") else {}
    export(folder, name, model, (1, 3, side, side), how, **named)


JOBS = {
    f"timm-{network}-{WAYS[i % 4]}": functools.partial(make, network, WAYS[i % 4])
    for i, network in enumerate(FAMILIES)
}
# whether a batch of one is adapted well matters most for these, and PyTorch's default is where the names are lost
for network in ("resnet18", "vit_tiny_patch16_224", "swin_tiny_patch4_window7_224", "convnext_atto", "maxvit_rmlp_pico_rw_256", "efficientnet_b0"):
    for how in WAYS:
        JOBS.setdefault(f"timm-{network}-{how}", functools.partial(make, network, how))
