#!/usr/bin/env bash
# Tells Spark the GPUs of a machine or container: spark.worker.resource.gpu.discoveryScript, spark.executor.resource.gpu.discoveryScript.
# The addresses are nvidia-smi's numbers; with CUDA_DEVICE_ORDER=PCI_BUS_ID they are CUDA's too.
set -euo pipefail

command -v nvidia-smi >/dev/null || {
    echo "gpu-discovery.sh: no nvidia-smi on PATH: NVIDIA's driver is not installed here, or not given to this container" >&2
    exit 1
}
numbers=$(nvidia-smi --query-gpu=index --format=csv,noheader)
addresses=
while read -r number; do
    [[ $number =~ ^[0-9]+$ ]] || {
        echo "gpu-discovery.sh: nvidia-smi says '$number', wanted the number of a GPU" >&2
        exit 1
    }
    addresses+=${addresses:+,}\"$number\"
done <<<"$numbers"
echo "{\"name\":\"gpu\",\"addresses\":[$addresses]}"
