// Loaded before a process's other libraries (LD_PRELOAD), it lets what a disk does to the files below one folder fail.
// FAULTED names the folder, FAULTS a file of four bytes: the errno of reads, of writes, of syncs, and of what would make
// a file or ask whether one may; 0 where all is well. Whoever changes that file changes what happens from then on.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { MOST = 4096, READ = 0, WRITE = 1, SYNC = 2, MAKE = 3 };
static unsigned char ours[MOST];
static const volatile unsigned char *faults;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int fails(int what) {
  if (faults == NULL) {
    const char *path = getenv("FAULTS");
    int fd = path == NULL ? -1 : REAL(open)(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    void *seen = mmap(NULL, 4, PROT_READ, MAP_SHARED, fd, 0);
    REAL(close)(fd);
    if (seen == MAP_FAILED) return 0;
    faults = seen;
  }
  if (faults[what] == 0) return 0;
  errno = faults[what];
  return 1;
}

static int known(int fd) { return fd >= 0 && fd < MOST && ours[fd]; }

static int isBelow(const char *path) {
  const char *folder = getenv("FAULTED");
  return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int learn(int fd, const char *path) {
  if (fd >= 0 && fd < MOST) ours[fd] = isBelow(path);
  return fd;
}

#define OPEN(name) int name(const char *path, int flags, ...) { \
  va_list list; va_start(list, flags); mode_t mode = va_arg(list, int); va_end(list); \
  if ((flags & (O_CREAT | O_WRONLY | O_RDWR)) && isBelow(path) && fails(MAKE)) return -1; \
  return learn(REAL(name)(path, flags, mode), path); }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (known(fd)) ours[fd] = 0;
  return REAL(close)(fd);
}

int access(const char *path, int how) {
  if ((how & W_OK) && isBelow(path) && fails(MAKE)) return -1;
  return REAL(access)(path, how);
}

#define PREAD(name) ssize_t name(int fd, void *bytes, size_t length, off_t at) { \
  if (known(fd) && fails(READ)) return -1; \
  return REAL(name)(fd, bytes, length, at); }
PREAD(pread)
PREAD(pread64)

#define PWRITE(name) ssize_t name(int fd, const void *bytes, size_t length, off_t at) { \
  if (known(fd) && fails(WRITE)) return -1; \
  return REAL(name)(fd, bytes, length, at); }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t read(int fd, void *bytes, size_t length) {
  if (known(fd) && fails(READ)) return -1;
  return REAL(read)(fd, bytes, length);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  if (known(fd) && fails(WRITE)) return -1;
  return REAL(write)(fd, bytes, length);
}

#define SYNCED(name) int name(int fd) { \
  if (known(fd) && fails(SYNC)) return -1; \
  return REAL(name)(fd); }
SYNCED(fsync)
SYNCED(fdatasync)

#define TRUNCATE(name) int name(int fd, off_t length) { \
  if (known(fd) && fails(WRITE)) return -1; \
  return REAL(name)(fd, length); }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)
