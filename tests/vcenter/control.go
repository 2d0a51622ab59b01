package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// control is what tests say to the vCenter, over HTTP without TLS: POST /name with JSON.
type control struct {
	gate         *gate
	certificates *certificates
	tagger       *tagger
	entering     *maintenance
}

type orders struct {
	VM       string   `json:"vm"`
	Plan     plan     `json:"plan"`
	Host     string   `json:"host"`
	To       string   `json:"to"`
	State    string   `json:"state"`
	On       bool     `json:"on"`
	Cluster  string   `json:"cluster"`
	Behavior string   `json:"behavior"`
	Status   int      `json:"status"`
	Names    []string `json:"names"`
	Mhz      int32    `json:"mhz"`
	MiB      int32    `json:"mib"`

	Rules     []rule     `json:"rules"`
	Overrides []override `json:"overrides"`
}

func (c *control) serve(address string) (string, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	mux := http.NewServeMux()
	for path, do := range map[string]func(orders) error{
		"/plan":        c.plan,
		"/host":        c.host,
		"/maintenance": c.maintenance,
		"/link":        c.link,
		"/drs":         c.drs,
		"/rules":       c.rules,
		"/foreign":     c.foreign,
		"/remove":      c.remove,
		"/vsan":        c.vsan,
		"/entering":    func(o orders) error { c.entering.Lock(); c.entering.slow = o.On; c.entering.Unlock(); return nil },
		"/tags":        c.tags,
		"/load":        c.load,
		"/sample":      c.sample,
		"/evc":         c.evc,
		"/privileges":  c.privileges,
		"/status":      func(o orders) error { c.gate.answer(o.Status); return nil },
		"/sessions":    func(orders) error { c.gate.endSessions(); return nil },
		"/restart":     func(orders) error { c.restart(); return nil },
		"/certificate": func(orders) error { return c.certificates.renew() },
	} {
		do := do
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			var o orders
			err := json.NewDecoder(r.Body).Decode(&o)
			if err == nil {
				err = do(o)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			c.entering.Lock()
			vsan := c.entering.vsan
			c.entering.Unlock()
			fmt.Fprintf(w, `{"fingerprint":%q,"vsan":%q}`, c.certificates.fingerprint(), vsan)
		})
	}
	mux.HandleFunc("/truth", truth)
	go func() { _ = http.Serve(listener, mux) }()
	return "http://" + listener.Addr().String(), nil
}

func (c *control) plan(o orders) error {
	migrations.Lock()
	defer migrations.Unlock()
	migrations.plans[o.VM] = o.Plan
	return nil
}

func (c *control) host(o orders) error {
	h, err := hostNamed(o.Host)
	if err == nil {
		set(h, property("runtime.connectionState", types.HostSystemConnectionState(o.State)))
	}
	return err
}

func (c *control) maintenance(o orders) error {
	h, err := hostNamed(o.Host)
	if err == nil {
		set(h, property("runtime.inMaintenanceMode", o.On))
	}
	return err
}

func (c *control) link(o orders) error {
	migrations.Lock()
	defer migrations.Unlock()
	delete(migrations.cuts, [2]string{o.To, o.Host})
	migrations.cuts[[2]string{o.Host, o.To}] = o.On
	return nil
}

func (c *control) drs(o orders) error {
	cluster, err := clusterNamed(o.Cluster)
	if err == nil {
		setDrs(cluster, o.Behavior)
	}
	return err
}

func (c *control) rules(o orders) error {
	cluster, err := clusterNamed(o.Cluster)
	if err != nil {
		return err
	}
	return setRules(cluster, o.Rules, o.Overrides)
}

func (c *control) vsan(o orders) error {
	cluster, err := clusterNamed(o.Cluster)
	if err == nil {
		changeConfig(cluster, func(config *types.ClusterConfigInfoEx) {
			config.VsanConfigInfo = &types.VsanClusterConfigInfo{Enabled: types.NewBool(o.On)}
		})
	}
	return err
}

func (c *control) tags(o orders) error {
	if o.Host != "" {
		h, err := hostNamed(o.Host)
		if err != nil {
			return err
		}
		return c.tagger.set(h, o.Names)
	}
	vms, err := vmsNamed([]string{o.VM})
	if err != nil {
		return err
	}
	return c.tagger.set(vms[0], o.Names)
}

func (c *control) load(o orders) error {
	for _, each := range simulator.Map.All("VirtualMachine") {
		if vm, ok := each.(*liveVM); ok && vm.Name == o.VM {
			simulator.Map.WithLock(vm, func() {
				vm.Summary.QuickStats.OverallCpuUsage, vm.Summary.QuickStats.GuestMemoryUsage = o.Mhz, o.MiB
			})
			refreshHosts(1)
			return nil
		}
	}
	return fmt.Errorf("no VM %s", o.VM)
}

func (c *control) privileges(o orders) error {
	withheld.Lock()
	defer withheld.Unlock()
	withheld.names = map[string]bool{}
	for _, name := range o.Names {
		withheld.names[name] = true
	}
	return nil
}

// restart is what is seen of a vCenter that restarts: no sessions and no tasks are left; hosts finish what they had begun.
func (c *control) restart() {
	c.gate.endSessions()
	migrations.Lock()
	tasks := migrations.tasks
	migrations.tasks = map[ref]*liveTask{}
	migrations.Unlock()
	for vmRef, t := range tasks {
		close(t.forgotten)
		if vm, ok := simulator.Map.Get(vmRef).(*liveVM); ok {
			set(vm, property("recentTask", []ref(nil)))
		}
		time.Sleep(50 * time.Millisecond) // the host finishes
		simulator.Map.Remove(t.Self)
	}
}

func hostNamed(name string) (*simulator.HostSystem, error) {
	for _, o := range simulator.Map.All("HostSystem") {
		if h := o.(*simulator.HostSystem); h.Name == name {
			return h, nil
		}
	}
	return nil, fmt.Errorf("no host %s", name)
}

// gate stands before the simulator: sessions that a test ends, and an answer in place of vCenter's own.
type gate struct {
	sync.Mutex
	seen   map[string]bool
	ended  map[string]bool
	status int
	inner  http.Handler
}

const (
	sessionCookie = "vmware_soap_session"
	restSession   = "Vmware-Api-Session-Id"
)

func newGate(inner http.Handler) *gate {
	return &gate{seen: map[string]bool{}, ended: map[string]bool{}, inner: inner}
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.Lock()
	status := g.status
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		g.seen[cookie.Value] = true
		if g.ended[cookie.Value] {
			r.Header.Del("Cookie")
		}
	}
	if id := r.Header.Get(restSession); id != "" {
		g.seen[id] = true
		if g.ended[id] {
			r.Header.Del(restSession)
		}
	}
	g.Unlock()
	if status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	g.inner.ServeHTTP(w, r)
}

func (g *gate) endSessions() {
	g.Lock()
	defer g.Unlock()
	for id := range g.seen {
		g.ended[id] = true
	}
}

// answer makes every request end with this status; 0: as usual.
func (g *gate) answer(status int) {
	g.Lock()
	defer g.Unlock()
	g.status = status
}
