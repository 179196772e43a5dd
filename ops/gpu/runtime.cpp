// A stand-in for CUDA's runtime (libcudart): devices made of the machine's own memory. Their addresses
// can be neither read nor written; what lies behind them is reached through standin_memory() alone, so
// that code which takes an address of a device for one of its own ends with SIGSEGV.
//
// STANDIN_DEVICES is how many there are (1), STANDIN_MIB the memory of each (16384).

#include <cuda_runtime_api.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

namespace {

constexpr size_t kAddresses = size_t{1} << 40;  // of each device
constexpr int kMostDevices = 8;
constexpr size_t kPage = 4096;

size_t setting(const char* name, size_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

int devices() { return static_cast<int>(setting("STANDIN_DEVICES", 1)); }

size_t capacity() { return setting("STANDIN_MIB", 16384) << 20; }

size_t pages(size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

char* reserve(int protection) {
  void* start = mmap(nullptr, kAddresses * kMostDevices, protection,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) {
    std::perror("stand-in: mmap");
    std::abort();
  }
  return static_cast<char*>(start);
}

/// What all devices hold. Addresses are given out once, so that stale ones are caught, too.
struct Memory {
  char* const addresses = reserve(PROT_NONE);
  char* const content = reserve(PROT_READ | PROT_WRITE);
  std::mutex mutex;
  std::map<size_t, size_t> allocated;
  size_t end[kMostDevices] = {};
  size_t used[kMostDevices] = {};
};

Memory& memory() {
  static Memory* const all = new Memory();
  return *all;
}

thread_local int current = 0;
thread_local cudaError_t last = cudaSuccess;

/// As CUDA does, which keeps the last error until it is asked for.
cudaError_t failed(cudaError_t error) { return last = error; }

}  // namespace

extern "C" {

void* standin_memory(const void* address) {
  ptrdiff_t offset = static_cast<const char*>(address) - memory().addresses;
  if (offset < 0 || offset >= static_cast<ptrdiff_t>(kAddresses * kMostDevices)) {
    std::fprintf(stderr, "stand-in: %p is no address of a device\n", address);
    std::abort();
  }
  return memory().content + offset;
}

cudaError_t cudaMalloc(void** address, size_t bytes) {
  Memory& all = memory();
  std::lock_guard<std::mutex> lock(all.mutex);
  if (all.used[current] + bytes > capacity()) {
    return failed(cudaErrorMemoryAllocation);
  }
  size_t at = current * kAddresses + all.end[current];
  all.end[current] += pages(bytes) + kPage;
  all.used[current] += bytes;
  all.allocated[at] = bytes;
  *address = all.addresses + at;
  return cudaSuccess;
}

cudaError_t cudaFree(void* address) {
  if (address == nullptr) {
    return cudaSuccess;
  }
  Memory& all = memory();
  std::lock_guard<std::mutex> lock(all.mutex);
  auto found = all.allocated.find(static_cast<char*>(address) - all.addresses);
  if (found == all.allocated.end()) {
    return failed(cudaErrorInvalidValue);
  }
  auto [at, bytes] = *found;
  madvise(all.content + at, pages(bytes), MADV_DONTNEED);
  all.used[at / kAddresses] -= bytes;
  all.allocated.erase(found);
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(size_t* unused, size_t* total) {
  *total = capacity();
  *unused = capacity() - memory().used[current];
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  *count = devices();
  return cudaSuccess;
}

cudaError_t cudaGetDevice(int* device) {
  *device = current;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= devices()) {
    return failed(cudaErrorInvalidDevice);
  }
  current = device;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties_v2(cudaDeviceProp* properties, int) {
  std::memset(properties, 0, sizeof *properties);
  std::strcpy(properties->name, "stand-in");
  properties->totalGlobalMem = capacity();
  properties->major = 9;
  properties->warpSize = 32;
  properties->multiProcessorCount = 1;
  properties->maxThreadsPerBlock = 1024;
  return cudaSuccess;
}

cudaError_t cudaGetLastError() {
  cudaError_t error = last;
  last = cudaSuccess;
  return error;
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation: return "out of memory";
    case cudaErrorInvalidDevice: return "invalid device ordinal";
    default: return "invalid argument";
  }
}

cudaError_t cudaDriverGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) { return cudaDriverGetVersion(version); }

cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
  *least = *greatest = 0;
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned, int) {
  *stream = reinterpret_cast<cudaStream_t>(new char);
  return cudaSuccess;
}

cudaError_t cudaStreamIsCapturing(cudaStream_t, cudaStreamCaptureStatus* status) {
  *status = cudaStreamCaptureStatusNone;
  return cudaSuccess;
}

cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode*) { return cudaSuccess; }

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = reinterpret_cast<cudaEvent_t>(new char);
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete reinterpret_cast<char*>(event);
  return cudaSuccess;
}

// All work is done when it is asked for, so there is nothing to wait for.
cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
cudaError_t cudaDeviceEnablePeerAccess(int, unsigned) { return cudaSuccess; }
cudaError_t cudaEventQuery(cudaEvent_t) { return cudaSuccess; }
cudaError_t cudaEventRecord(cudaEvent_t, cudaStream_t) { return cudaSuccess; }
cudaError_t cudaEventSynchronize(cudaEvent_t) { return cudaSuccess; }
cudaError_t cudaStreamQuery(cudaStream_t) { return cudaSuccess; }
cudaError_t cudaStreamSynchronize(cudaStream_t) { return cudaSuccess; }
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned) { return cudaSuccess; }

void standin_not_in_use() {
  std::fputs("stand-in: a function of CUDA was called that it does not have\n", stderr);
  std::abort();
}

}  // extern "C"

// PyTorch's libraries are linked with these, too.
#define NOT_IN_USE(name) asm(".globl " #name "\n.set " #name ", standin_not_in_use");
NOT_IN_USE(cudaDeviceGetDefaultMemPool)
NOT_IN_USE(cudaEventElapsedTime)
NOT_IN_USE(cudaFreeAsync)
NOT_IN_USE(cudaIpcCloseMemHandle)
NOT_IN_USE(cudaIpcGetMemHandle)
NOT_IN_USE(cudaIpcOpenMemHandle)
NOT_IN_USE(cudaMallocAsync)
NOT_IN_USE(cudaMemPoolGetAttribute)
NOT_IN_USE(cudaMemPoolSetAccess)
NOT_IN_USE(cudaMemPoolSetAttribute)
NOT_IN_USE(cudaMemPoolTrimTo)
NOT_IN_USE(cudaMemcpy)
NOT_IN_USE(cudaMemcpyAsync)
NOT_IN_USE(cudaMemcpyPeerAsync)
