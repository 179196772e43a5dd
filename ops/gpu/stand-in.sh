#!/usr/bin/env bash
# Devices cuda:0, cuda:1, ... for a machine without any, to check where arrays lie and what happens when
# memory runs out; docs/gpu.md says what it shows and what not.
#
#   eval "$(ops/gpu/stand-in.sh PACKAGE DIRECTORY)"
#
# PACKAGE is the directory that pip installed torch into. Builds the stand-in in DIRECTORY, checks it, and
# prints the variables that make Plumbline use it. Needs g++ and pip.
set -euo pipefail

if [ $# != 2 ] || [ ! -e "$1/torch/lib/libc10_cuda.so" ]; then
  echo "usage: stand-in.sh PACKAGE DIRECTORY; PACKAGE holds torch/lib/libc10_cuda.so" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
package=$(cd "$1" && pwd)
mkdir -p "$2"
directory=$(cd "$2" && pwd)
library=$directory/lib
mkdir -p "$library"

# Some headers of CUDA's runtime come with its compiler.
pip install --quiet --root-user-action ignore --no-deps --target "$directory/headers" --upgrade \
  nvidia-cuda-nvcc-cu12==12.6.77 >&2

ln -sf "$package"/torch/lib/{libc10,libc10_cuda,libtorch,libtorch_cpu}.so "$library"
ln -sf "$package"/torch/lib/libgomp* "$library"

compile=(g++ -std=c++17 -O1 -fPIC -Wall -Wno-deprecated-declarations)
cuda=(-isystem "$package/nvidia/cuda_runtime/include" -isystem "$directory/headers/nvidia/cuda_nvcc/include")
torch=(-isystem "$package/torch/include" -isystem "$package/torch/include/torch/csrc/api/include")
path=$library:$package/nvidia/cuda_cupti/lib
link=(-L"$library" -Wl,--no-as-needed "-Wl,-rpath-link,$path")

echo 'libcudart.so.12 { global: *; };' >"$directory/versions"
"${compile[@]}" "${cuda[@]}" -shared "$here/runtime.cpp" -o "$library/libcudart.so.12" \
  -Wl,-soname,libcudart.so.12 "-Wl,--version-script=$directory/versions"
"${compile[@]}" "${cuda[@]}" "${torch[@]}" -shared "$here/kernels.cpp" -o "$library/libtorch_cuda.so" \
  -Wl,-soname,libtorch_cuda.so "${link[@]}" -lc10 -ltorch_cpu -lc10_cuda -l:libcudart.so.12
"${compile[@]}" "${torch[@]}" "$here/check.cpp" -o "$directory/check" \
  "${link[@]}" -lc10 -ltorch_cpu -ltorch_cuda

LD_LIBRARY_PATH=$path STANDIN_DEVICES=2 STANDIN_MIB=64 "$directory/check"

cat <<END
export PYTORCH_LIBRARY_PATH=$library PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 LD_LIBRARY_PATH=$path
END
