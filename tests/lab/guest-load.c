/*
 * guest-load - the load of a lab guest: uses CPU, writes and checks memory, sends heartbeats, and receives commands.
 *
 *   guest-load name=NAME fabric=ADDRESS mem=MIB cpu=PERCENT dirty=MIB_PER_S ws=MIB hb=MS
 *
 * Every hb ms a JSON datagram goes to fabric:9000 (its fields: heartbeats.ts). A datagram "k=v k=v" to port 9001
 * changes the settings, and the next heartbeat shows them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, SLICE_US = 10000, CATCH_UP_US = 200000, HEARTBEATS = 9000, ORDERS = 9001 };

static struct {
    double cpu, dirty; /* per cent of one CPU; MiB of pages written a second */
    long mem, ws, hb;  /* what the guest has and its working set in MiB; ms between heartbeats */
    char name[64], fabric[32];
} want = { .ws = 16, .hb = 100, .name = "guest", .fabric = "10.78.0.254" };

static struct {
    unsigned char *bytes;
    long mib;
    size_t at;               /* next page to write */
    uint64_t round;          /* how often all pages were written */
    uint64_t written, errors; /* pages */
    double owed;             /* bytes still to write */
} memory;

static uint64_t clock_us(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

static void set(const char *word)
{
    char key[32], value[64];
    if (sscanf(word, "%31[^=]=%63s", key, value) != 2) return;
    if (!strcmp(key, "cpu")) want.cpu = atof(value);
    else if (!strcmp(key, "dirty")) want.dirty = atof(value);
    else if (!strcmp(key, "mem")) want.mem = atol(value);
    else if (!strcmp(key, "ws")) want.ws = atol(value);
    else if (!strcmp(key, "hb") && atol(value) > 0) want.hb = atol(value);
    else if (!strcmp(key, "name")) snprintf(want.name, sizeof want.name, "%s", value);
    else if (!strcmp(key, "fabric")) snprintf(want.fabric, sizeof want.fabric, "%s", value);
}

static void map_working_set(void)
{
    if (memory.mib == want.ws) return;
    if (memory.bytes) munmap(memory.bytes, (size_t)memory.mib << 20);
    memory.mib = want.ws;
    memory.at = memory.round = 0;
    void *p = want.ws <= 0 ? MAP_FAILED
                           : mmap(0, (size_t)want.ws << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory.bytes = p == MAP_FAILED ? NULL : p;
}

/* Each page contains a word derived from its index and the round. A page with another word was corrupted by a migration. */
static uint64_t stamp(size_t at, uint64_t round)
{
    return round == 0 ? 0 : (round << 32) ^ (at * 0x9e3779b97f4a7c15ull);
}

static void write_pages(uint64_t passed_us)
{
    if (!memory.bytes || want.dirty <= 0) return;
    memory.owed += want.dirty * 1048576.0 * passed_us / 1e6;
    for (int n = 0; memory.owed >= PAGE && n < PAGE; n++, memory.owed -= PAGE) {
        uint64_t *word = (uint64_t *)(memory.bytes + memory.at);
        if (*word != stamp(memory.at, memory.round)) memory.errors++;
        *word = stamp(memory.at, memory.round + 1);
        memory.written++;
        memory.at += PAGE;
        if (memory.at >= (size_t)memory.mib << 20) memory.at = 0, memory.round++;
    }
}

static void burn_until(uint64_t end)
{
    static volatile uint64_t sink;
    while (clock_us(CLOCK_MONOTONIC) < end)
        for (int i = 0; i < 2000; i++) sink += i * i;
}

static void take_order(int s)
{
    char text[200], *rest;
    ssize_t n = recv(s, text, sizeof text - 1, 0);
    if (n <= 0) return;
    text[n] = 0;
    for (char *w = strtok_r(text, " \n", &rest); w; w = strtok_r(NULL, " \n", &rest)) set(w);
}

static void read_boot_id(char *id, size_t size)
{
    FILE *f = fopen("/proc/sys/kernel/random/boot_id", "r");
    if (!f || !fgets(id, size, f)) id[0] = 0;
    if (f) fclose(f);
    id[strcspn(id, "\n")] = 0;
}

static void beat(int s, const char *boot_id)
{
    static uint64_t seq;
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(HEARTBEATS) };
    inet_pton(AF_INET, want.fabric, &to.sin_addr);
    char text[512];
    int n = snprintf(text, sizeof text,
                     "{\"guest\":\"%s\",\"seq\":%llu,\"bootId\":\"%s\",\"monotonicUs\":%llu,\"uptimeMs\":%llu,"
                     "\"memoryMiB\":%ld,\"cpuPercent\":%g,\"dirtyMiBps\":%g,\"workingSetMiB\":%ld,\"everyMs\":%ld,"
                     "\"writtenMiB\":%.1f,\"memoryErrors\":%llu}",
                     want.name, (unsigned long long)seq++, boot_id,
                     (unsigned long long)clock_us(CLOCK_MONOTONIC), (unsigned long long)clock_us(CLOCK_BOOTTIME) / 1000,
                     want.mem, want.cpu, want.dirty, want.ws, want.hb, memory.written / 256.0, (unsigned long long)memory.errors);
    sendto(s, text, n, 0, (void *)&to, sizeof to);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) set(argv[i]);
    char boot_id[64];
    read_boot_id(boot_id, sizeof boot_id);
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in me = { .sin_family = AF_INET, .sin_port = htons(ORDERS) };
    bind(s, (void *)&me, sizeof me);

    uint64_t next = clock_us(CLOCK_MONOTONIC), last = next;
    for (;;) {
        uint64_t start = clock_us(CLOCK_MONOTONIC), passed = start - last;
        last = start;
        map_working_set();
        write_pages(passed > CATCH_UP_US ? CATCH_UP_US : passed); /* after a pause: do not catch up */
        burn_until(start + (uint64_t)(SLICE_US * want.cpu / 100));

        uint64_t now = clock_us(CLOCK_MONOTONIC);
        if (now >= next) {
            beat(s, boot_id);
            next += want.hb * 1000;
            if (next < now) next = now + want.hb * 1000;
        }
        take_order(s);

        uint64_t until = want.cpu <= 0 && want.dirty <= 0 ? next : start + SLICE_US;
        if (next < until) until = next;
        now = clock_us(CLOCK_MONOTONIC);
        if (want.cpu < 100 && until > now) usleep(until - now);
    }
}
