/* What if the machine stops, or the disk fails, at this very file operation?

   Preloaded (LD_PRELOAD), it stands between a program and the C library. A process that has
   called shim_arm() has its operations counted that change something under one folder, and
   at the n-th of them is killed, or told of an error, as asked. All of them are written to
   a log, a line each: a letter, and the paths, between tabs. Processes it starts are not
   armed: what they do is neither counted nor disturbed. */

#define _GNU_SOURCE
#define _LARGEFILE64_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT, KILL, TEAR, FULL, FAIL, SHORT, INTERRUPT }; /* what to do at the n-th; see shim_arm */
enum { PASS, HALF, HALF_AND_KILL, REFUSE };               /* what that means for one operation */

static pid_t armed;
static char root[PATH_MAX];
static int log_file = -1, action, full;
static long target, count;

/* Count, from now on, what this process does under `folder` (an absolute path without links).
   At operation `number` (from 1 on): KILL it before; TEAR: write half and kill it; FULL: let
   this and whatever takes room from then on fail with ENOSPC; FAIL it with EIO; SHORT: write
   half and say so; INTERRUPT: press Ctrl-C before. Returns 0. */
int shim_arm(const char *folder, int log_to, long number, int what)
{
    snprintf(root, sizeof root, "%s/", folder);
    log_file = log_to, target = number, action = what, count = 0, full = 0;
    armed = getpid();
    return 0;
}

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}
#define REAL(name) static __typeof__(name) *next; if (!next) next = real(#name)

/* Where a path leads that is given relative to an open folder. */
static const char *whole(int folder, const char *path, char *buffer)
{
    char link[64];
    ssize_t length;
    if (path[0] == '/')
        return path;
    if (folder == AT_FDCWD)
        strcpy(link, "/proc/self/cwd");
    else
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0)
        length = 0;
    snprintf(buffer + length, PATH_MAX - length, "/%s", path);
    return buffer;
}

static const char *path_of(int file, char *buffer)
{
    char link[64];
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, buffer, PATH_MAX - 1);
    buffer[length < 0 ? 0 : length] = 0;
    return buffer;
}

/* Count an operation, and decide what becomes of it. Letters: o opened, c created or emptied,
   w written, t cut to a length, a attributes, s synced, r renamed, l linked, u unlinked,
   m folder made, d folder removed. */
static int strike(char letter, const char *path, const char *other)
{
    char line[2 * PATH_MAX + 8];
    int length, writes = letter == 'w', takes_room = strchr("cwtlm", letter) != NULL;
    if (armed != getpid() || (strncmp(path, root, strlen(root)) && strncmp(other, root, strlen(root))))
        return PASS;
    count++;
    length = snprintf(line, sizeof line, "%c\t%s\t%s\n", letter, path, other);
    if (log_file >= 0 && syscall(SYS_write, log_file, line, length) != length)
        abort();
    if (full && takes_room) {
        errno = ENOSPC;
        return REFUSE;
    }
    if (count != target)
        return PASS;
    switch (action) {
    case KILL:
        kill(getpid(), SIGKILL);
        break;
    case TEAR:
        if (writes)
            return HALF_AND_KILL;
        kill(getpid(), SIGKILL);
        break;
    case FULL:
        full = 1;
        if (!takes_room)
            return PASS;
        errno = ENOSPC;
        return writes ? HALF : REFUSE; /* what is left of the disk is written to */
    case FAIL:
        errno = EIO;
        return REFUSE;
    case SHORT:
        return writes ? HALF : PASS;
    case INTERRUPT:
        kill(getpid(), SIGINT);
    }
    return PASS;
}

/* An operation that is done whole or not at all. */
#define WHOLE(letter, path, other, call) \
    return strike(letter, path, other) == REFUSE ? -1 : (call)

/* One that may be done by half: `half` is the call for half as many bytes. */
#define PARTLY(file, size, call, half)                                 \
    do {                                                               \
        char where[PATH_MAX];                                          \
        ssize_t done;                                                  \
        int what = strike('w', path_of(file, where), "");              \
        if (what == REFUSE)                                            \
            return -1;                                                 \
        if (what == PASS)                                              \
            return (call);                                             \
        done = (half);                                                 \
        if (what == HALF_AND_KILL)                                     \
            kill(getpid(), SIGKILL);                                   \
        return done;                                                   \
    } while (0)

static int is_there(int folder, const char *path)
{
    int before = errno, there = !faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW);
    errno = before;
    return there;
}

/* The letter for opening a file; none when it is only read. */
static char opening(int flags, int folder, const char *path)
{
    if (flags & O_CREAT && !is_there(folder, path))
        return 'c';
    return flags & O_TRUNC ? 't' : flags & (O_WRONLY | O_RDWR) ? 'o' : 0;
}

#define OPEN(name)                                                                    \
    int name(const char *path, int flags, ...)                                        \
    {                                                                                 \
        char where[PATH_MAX], letter;                                                 \
        va_list rest;                                                                 \
        int mode;                                                                     \
        REAL(name);                                                                   \
        va_start(rest, flags), mode = va_arg(rest, int), va_end(rest);                \
        letter = opening(flags, AT_FDCWD, path);                                      \
        if (letter && strike(letter, whole(AT_FDCWD, path, where), "") == REFUSE)     \
            return -1;                                                                \
        return next(path, flags, mode);                                               \
    }
#define OPENAT(name)                                                                  \
    int name(int folder, const char *path, int flags, ...)                            \
    {                                                                                 \
        char where[PATH_MAX], letter;                                                 \
        va_list rest;                                                                 \
        int mode;                                                                     \
        REAL(name);                                                                   \
        va_start(rest, flags), mode = va_arg(rest, int), va_end(rest);                \
        letter = opening(flags, folder, path);                                        \
        if (letter && strike(letter, whole(folder, path, where), "") == REFUSE)       \
            return -1;                                                                \
        return next(folder, path, flags, mode);                                       \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *data, size_t size)
{
    REAL(write);
    PARTLY(file, size, next(file, data, size), next(file, data, (size + 1) / 2));
}

#define PWRITE(name, offset_type)                                                       \
    ssize_t name(int file, const void *data, size_t size, offset_type at)               \
    {                                                                                   \
        REAL(name);                                                                     \
        PARTLY(file, size, next(file, data, size, at), next(file, data, (size + 1) / 2, at)); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int file, const struct iovec *parts, int parts_count)
{
    REAL(writev);
    PARTLY(file, parts_count, next(file, parts, parts_count), next(file, parts, (parts_count + 1) / 2));
}

#define SENDFILE(name, offset_type)                                                 \
    ssize_t name(int to, int from, offset_type *at, size_t size)                    \
    {                                                                               \
        struct stat there;                                                          \
        size_t whole_size = fstat(from, &there) || there.st_size > (off_t)size      \
            ? size : (size_t)there.st_size;                                         \
        REAL(name);                                                                 \
        PARTLY(to, whole_size, next(to, from, at, size), next(to, from, at, (whole_size + 1) / 2)); \
    }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *to_at, size_t size, unsigned flags)
{
    struct stat there;
    size_t whole_size = fstat(from, &there) || there.st_size > (off_t)size ? size : (size_t)there.st_size;
    REAL(copy_file_range);
    PARTLY(to, whole_size, next(from, at, to, to_at, size, flags),
           next(from, at, to, to_at, (whole_size + 1) / 2, flags));
}

/* A killed process loses nothing that it has written, synced or not: waiting for the disk
   would take time and tell nothing, so syncing is only counted. The log tells what was not. */
#define SYNC(name)                                           \
    int name(int file)                                       \
    {                                                        \
        char where[PATH_MAX];                                \
        REAL(name);                                          \
        path_of(file, where);                                \
        WHOLE('s', where, "", armed == getpid() ? 0 : next(file)); \
    }
SYNC(fsync)
SYNC(fdatasync)

#define ONE(letter, name, from, path, signature, call)                       \
    int name signature                                                       \
    {                                                                        \
        char where[PATH_MAX];                                                \
        REAL(name);                                                          \
        WHOLE(letter, whole(from, path, where), "", next call);              \
    }
#define TWO(letter, name, from, path, to, other, signature, call)            \
    int name signature                                                       \
    {                                                                        \
        char where[PATH_MAX], there[PATH_MAX];                               \
        REAL(name);                                                          \
        WHOLE(letter, whole(from, path, where), whole(to, other, there), next call); \
    }
TWO('r', rename, AT_FDCWD, a, AT_FDCWD, b, (const char *a, const char *b), (a, b))
TWO('r', renameat, at, a, to, b, (int at, const char *a, int to, const char *b), (at, a, to, b))
TWO('r', renameat2, at, a, to, b, (int at, const char *a, int to, const char *b, unsigned flags), (at, a, to, b, flags))
TWO('l', link, AT_FDCWD, a, AT_FDCWD, b, (const char *a, const char *b), (a, b))
TWO('l', linkat, at, a, to, b, (int at, const char *a, int to, const char *b, int flags), (at, a, to, b, flags))
ONE('c', symlink, AT_FDCWD, path, (const char *to, const char *path), (to, path))
ONE('u', unlink, AT_FDCWD, path, (const char *path), (path))
ONE('d', rmdir, AT_FDCWD, path, (const char *path), (path))
ONE('t', truncate, AT_FDCWD, path, (const char *path, off_t size), (path, size))
ONE('a', chmod, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))

#define MKDIR(name, from, signature, call)                                   \
    int name signature                                                       \
    {                                                                        \
        char where[PATH_MAX];                                                \
        REAL(name);                                                          \
        if (is_there(from, path))                                            \
            return next call;                                                \
        WHOLE('m', whole(from, path, where), "", next call);                 \
    }
MKDIR(mkdir, AT_FDCWD, (const char *path, mode_t mode), (path, mode))
MKDIR(mkdirat, at, (int at, const char *path, mode_t mode), (at, path, mode))

int unlinkat(int at, const char *path, int flags)
{
    char where[PATH_MAX];
    REAL(unlinkat);
    WHOLE(flags & AT_REMOVEDIR ? 'd' : 'u', whole(at, path, where), "", next(at, path, flags));
}

int utimensat(int at, const char *path, const struct timespec times[2], int flags)
{
    char where[PATH_MAX];
    REAL(utimensat);
    WHOLE('a', whole(at, path, where), "", next(at, path, times, flags));
}

#define TRUNCATE(name, size_type)                                    \
    int name(int file, size_type size)                               \
    {                                                                \
        char where[PATH_MAX];                                        \
        REAL(name);                                                  \
        WHOLE('t', path_of(file, where), "", next(file, size));      \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)
