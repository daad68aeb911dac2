/* asking.c - before a program changes a file below one folder, ask somebody else whether it may.
 *
 * Loaded by LD_PRELOAD it lies between the program and the C library. Once `torture_arm` has named the folder and a
 * socket, every call that would change a file below the folder, and every opening of a file there, sends its name and
 * paths through the socket and waits for a verdict. So no fault is decided here: the one who sits at the other end
 * kills, tears, refuses, lets an editor save meanwhile or copies the disk (running.py).
 *
 * A question is one packet: the call, a NUL, the path, a NUL, the second path. A verdict is one packet: a letter and
 * an errno. Calls that bypass the C library are not seen.
 */
#define _GNU_SOURCE
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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { GO = 'g', DIE = 'd', DIE_AFTER = 'a', TEAR = 't', SHORT = 's', FAIL = 'f', PRETEND = 'p' };

struct verdict {
    int kind;
    int code;
};

static const struct verdict go = {GO, 0};
static char folder[PATH_MAX];
static size_t folder_length;
static int line = -1;
static __thread int asking;

/* Watch this process from now on: `root` is an absolute path without links, `socket` a connected SOCK_SEQPACKET. */
void torture_arm(const char *root, int socket) {
    snprintf(folder, sizeof folder, "%s", root);
    folder_length = strlen(folder);
    line = socket;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static int watched(const char *path) {
    return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || path[folder_length] == 0);
}

static int path_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return length > 0;
}

static const char *absolute(int parent, const char *name, char *path) {
    char start[PATH_MAX];
    if (name == NULL)
        return "";
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return path;
    }
    if (parent == AT_FDCWD ? getcwd(start, sizeof start) == NULL : !path_of(parent, start))
        return "";
    if ((size_t)snprintf(path, PATH_MAX, "%s/%s", start, name) >= PATH_MAX)
        return "";
    return path;
}

static struct verdict ask(const char *call, const char *path, const char *other) {
    if (!watched(path) && !watched(other))
        return go;
    int saved = errno;
    char question[2 * PATH_MAX + 64];
    struct verdict answer;
    int length = snprintf(question, sizeof question, "%s%c%s%c%s", call, 0, path, 0, other);
    asking = 1;
    if (send(line, question, length, MSG_NOSIGNAL) != length || recv(line, &answer, sizeof answer, 0) != sizeof answer)
        _exit(125);
    asking = 0;
    if (answer.kind == DIE)
        die();
    errno = saved;
    return answer;
}

static int on(void) { return line >= 0 && !asking; }

static struct verdict ask_at(const char *call, int parent, const char *name) {
    char path[PATH_MAX];
    return on() ? ask(call, absolute(parent, name, path), "") : go;
}

static struct verdict ask_two(const char *call, int parent, const char *name, int other_parent, const char *other) {
    char first[PATH_MAX], second[PATH_MAX];
    if (!on())
        return go;
    return ask(call, absolute(parent, name, first), absolute(other_parent, other, second));
}

static struct verdict ask_open(const char *call, int descriptor) {
    char path[PATH_MAX];
    return on() && path_of(descriptor, path) ? ask(call, path, "") : go;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Do a call as the verdict says. */
#define OBEY(asked, doing)                                                                                             \
    do {                                                                                                               \
        struct verdict said = asked;                                                                                   \
        if (said.kind == FAIL) {                                                                                       \
            errno = said.code;                                                                                         \
            return -1;                                                                                                 \
        }                                                                                                              \
        if (said.kind == PRETEND)                                                                                      \
            return 0;                                                                                                  \
        if (said.kind == TEAR)                                                                                         \
            die();                                                                                                     \
        __typeof__(doing) result = doing;                                                                              \
        if (said.kind == DIE_AFTER)                                                                                    \
            die();                                                                                                     \
        return result;                                                                                                 \
    } while (0)

/* The same for a write, of which half may be done. */
#define OBEY_WRITE(asked, whole, half)                                                                                 \
    do {                                                                                                               \
        struct verdict order = asked;                                                                                  \
        if (order.kind == TEAR || order.kind == SHORT) {                                                               \
            __typeof__(half) written = half;                                                                           \
            if (order.kind == TEAR)                                                                                    \
                die();                                                                                                 \
            return written;                                                                                            \
        }                                                                                                              \
        OBEY(order, whole);                                                                                            \
    } while (0)

/* --- opening: to make, to empty, to read --- */

static const char *purpose(int flags) {
    if (flags & O_TRUNC)
        return "empty";
    if (flags & O_CREAT)
        return "make";
    return (flags & (O_ACCMODE | O_DIRECTORY)) == O_RDONLY ? "read" : NULL;
}

#define OPEN(name, parent, path, ...)                                                                                  \
    mode_t mode = 0;                                                                                                   \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                               \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode = va_arg(rest, mode_t);                                                                                   \
        va_end(rest);                                                                                                  \
    }                                                                                                                  \
    const char *call = purpose(flags);                                                                                 \
    OBEY(call == NULL ? go : ask_at(call, parent, path), NEXT(name)(__VA_ARGS__, flags, mode))

int open(const char *path, int flags, ...) { OPEN(open, AT_FDCWD, path, path); }
int open64(const char *path, int flags, ...) { OPEN(open64, AT_FDCWD, path, path); }
int openat(int parent, const char *path, int flags, ...) { OPEN(openat, parent, path, parent, path); }
int openat64(int parent, const char *path, int flags, ...) { OPEN(openat64, parent, path, parent, path); }

/* --- what is done to an open file --- */

ssize_t write(int fd, const void *data, size_t size) {
    OBEY_WRITE(ask_open("write", fd), NEXT(write)(fd, data, size), NEXT(write)(fd, data, size / 2));
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    OBEY_WRITE(ask_open("write", fd), NEXT(pwrite)(fd, data, size, at), NEXT(pwrite)(fd, data, size / 2, at));
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    OBEY_WRITE(ask_open("write", fd), NEXT(pwrite64)(fd, data, size, at), NEXT(pwrite64)(fd, data, size / 2, at));
}
ssize_t writev(int fd, const struct iovec *data, int count) {
    OBEY_WRITE(ask_open("write", fd), NEXT(writev)(fd, data, count),
               NEXT(write)(fd, data[0].iov_base, data[0].iov_len / 2));
}
ssize_t sendfile(int fd, int from, off_t *at, size_t size) {
    OBEY_WRITE(ask_open("write", fd), NEXT(sendfile)(fd, from, at, size), NEXT(sendfile)(fd, from, at, size / 2));
}
ssize_t sendfile64(int fd, int from, off64_t *at, size_t size) {
    OBEY_WRITE(ask_open("write", fd), NEXT(sendfile64)(fd, from, at, size), NEXT(sendfile64)(fd, from, at, size / 2));
}
ssize_t copy_file_range(int from, off64_t *at, int fd, off64_t *to, size_t size, unsigned flags) {
    OBEY_WRITE(ask_open("write", fd), NEXT(copy_file_range)(from, at, fd, to, size, flags),
               NEXT(copy_file_range)(from, at, fd, to, size / 2, flags));
}
int fsync(int fd) { OBEY(ask_open("flush", fd), NEXT(fsync)(fd)); }
int fdatasync(int fd) { OBEY(ask_open("flush", fd), NEXT(fdatasync)(fd)); }
int syncfs(int fd) { OBEY(ask_open("flush", fd), NEXT(syncfs)(fd)); }
int ftruncate(int fd, off_t size) { OBEY(ask_open("truncate", fd), NEXT(ftruncate)(fd, size)); }
int ftruncate64(int fd, off64_t size) { OBEY(ask_open("truncate", fd), NEXT(ftruncate64)(fd, size)); }
int fchmod(int fd, mode_t mode) { OBEY(ask_open("chmod", fd), NEXT(fchmod)(fd, mode)); }
int fchown(int fd, uid_t user, gid_t group) { OBEY(ask_open("chown", fd), NEXT(fchown)(fd, user, group)); }
int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags) {
    OBEY(ask_open("setxattr", fd), NEXT(fsetxattr)(fd, name, value, size, flags));
}

/* --- what is done to names --- */

int rename(const char *old, const char *new) {
    OBEY(ask_two("rename", AT_FDCWD, old, AT_FDCWD, new), NEXT(rename)(old, new));
}
int renameat(int parent, const char *old, int other, const char *new) {
    OBEY(ask_two("rename", parent, old, other, new), NEXT(renameat)(parent, old, other, new));
}
int renameat2(int parent, const char *old, int other, const char *new, unsigned flags) {
    OBEY(ask_two(flags & RENAME_EXCHANGE ? "exchange" : "rename", parent, old, other, new),
         NEXT(renameat2)(parent, old, other, new, flags));
}
int link(const char *old, const char *new) {
    OBEY(ask_two("link", AT_FDCWD, old, AT_FDCWD, new), NEXT(link)(old, new));
}
int linkat(int parent, const char *old, int other, const char *new, int flags) {
    OBEY(ask_two("link", parent, old, other, new), NEXT(linkat)(parent, old, other, new, flags));
}
int symlinkat(const char *target, int parent, const char *name) {
    OBEY(ask_at("symlink", parent, name), NEXT(symlinkat)(target, parent, name));
}
int symlink(const char *target, const char *name) {
    OBEY(ask_at("symlink", AT_FDCWD, name), NEXT(symlink)(target, name));
}
int unlink(const char *name) { OBEY(ask_at("unlink", AT_FDCWD, name), NEXT(unlink)(name)); }
int unlinkat(int parent, const char *name, int flags) {
    OBEY(ask_at(flags & AT_REMOVEDIR ? "rmdir" : "unlink", parent, name), NEXT(unlinkat)(parent, name, flags));
}
int rmdir(const char *name) { OBEY(ask_at("rmdir", AT_FDCWD, name), NEXT(rmdir)(name)); }
int mkdir(const char *name, mode_t mode) { OBEY(ask_at("mkdir", AT_FDCWD, name), NEXT(mkdir)(name, mode)); }
int mkdirat(int parent, const char *name, mode_t mode) {
    OBEY(ask_at("mkdir", parent, name), NEXT(mkdirat)(parent, name, mode));
}
int truncate(const char *name, off_t size) { OBEY(ask_at("truncate", AT_FDCWD, name), NEXT(truncate)(name, size)); }
int chmod(const char *name, mode_t mode) { OBEY(ask_at("chmod", AT_FDCWD, name), NEXT(chmod)(name, mode)); }
int fchmodat(int parent, const char *name, mode_t mode, int flags) {
    OBEY(ask_at("chmod", parent, name), NEXT(fchmodat)(parent, name, mode, flags));
}
int utimensat(int parent, const char *name, const struct timespec times[2], int flags) {
    OBEY(ask_at("utime", parent, name), NEXT(utimensat)(parent, name, times, flags));
}
