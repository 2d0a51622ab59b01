package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// maintenance is how hosts enter maintenance mode here: as a task that waits until no VM runs there, as in vCenter. The simulator's own
// ends at once, whatever runs there.
type maintenance struct {
	sync.Mutex
	next  http.Handler
	tasks map[ref]*liveTask // by host
	vsan  string            // what the last order said of vSAN
	slow  bool              // tasks do not end
}

const enterMethod = "EnterMaintenanceMode_Task"

func (m *maintenance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	if bytes.Contains(raw, []byte("<ExitMaintenanceMode_Task")) {
		m.next.ServeHTTP(w, r)
		announceMode(raw)
		return
	}
	_, noCookie := r.Cookie(sessionCookie)
	if noCookie != nil || !bytes.Contains(raw, []byte("<"+enterMethod)) {
		m.next.ServeHTTP(w, r)
		return
	}
	var request struct {
		This string `xml:"Body>EnterMaintenanceMode_Task>_this"`
		Vsan string `xml:"Body>EnterMaintenanceMode_Task>maintenanceSpec>vsanMode>objectAction"`
	}
	_ = xml.Unmarshal(raw, &request)
	host, ok := simulator.Map.Get(ref{Type: "HostSystem", Value: request.This}).(*simulator.HostSystem)
	if !ok {
		m.next.ServeHTTP(w, r)
		return
	}
	withheld.Lock()
	isRefused := withheld.names["Host.Config.Maintenance"]
	withheld.Unlock()
	if isRefused {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, soapBody(`<Fault><faultcode>ServerFaultCode</faultcode><faultstring>Permission to perform this operation was denied.</faultstring>`+
			`<detail><NoPermissionFault xmlns="urn:vim25" xsi:type="NoPermission"><object type="HostSystem">`+request.This+
			`</object><privilegeId>Host.Config.Maintenance</privilegeId></NoPermissionFault></detail></Fault>`))
		return
	}
	task := m.enter(host, request.Vsan)
	fmt.Fprint(w, soapBody(`<`+enterMethod+`Response xmlns="urn:vim25"><returnval type="Task">`+task.Value+`</returnval></`+enterMethod+`Response>`))
}

// announceMode says that a host has left maintenance mode, as vCenter does: the simulator's own order changes it without a word.
func announceMode(raw []byte) {
	var request struct {
		This string `xml:"Body>ExitMaintenanceMode_Task>_this"`
	}
	_ = xml.Unmarshal(raw, &request)
	if h, ok := simulator.Map.Get(ref{Type: "HostSystem", Value: request.This}).(*simulator.HostSystem); ok {
		set(h, property("runtime.inMaintenanceMode", h.Runtime.InMaintenanceMode))
	}
}

func soapBody(body string) string {
	body = strings.Replace(body, "<Fault>", "<soapenv:Fault>", 1)
	body = strings.Replace(body, "</Fault>", "</soapenv:Fault>", 1)
	return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`
}

// enter begins a task, or returns the one that is in progress.
func (m *maintenance) enter(h *simulator.HostSystem, vsan string) ref {
	m.Lock()
	defer m.Unlock()
	m.vsan = vsan
	if t, ok := m.tasks[h.Self]; ok {
		return t.Self
	}
	t := &liveTask{
		Task:      *simulator.CreateTask(h.Self, "enterMaintenanceMode", nil),
		cancelled: make(chan struct{}),
		forgotten: make(chan struct{}),
	}
	t.Info.StartTime = types.NewTime(time.Now())
	t.Info.State = types.TaskInfoStateRunning
	t.Info.Cancelable = true
	simulator.Map.Put(t)
	m.tasks[h.Self] = t
	set(h, property("recentTask", []ref{t.Self}))
	go m.run(h, t)
	return t.Self
}

func (m *maintenance) run(h *simulator.HostSystem, t *liveTask) {
	var err types.BaseMethodFault
	for m.isWaiting(h) && err == nil {
		select {
		case <-t.cancelled:
			err = new(types.RequestCanceled)
		case <-time.After(20 * time.Millisecond):
		}
	}
	m.Lock()
	delete(m.tasks, h.Self)
	m.Unlock()
	if err == nil {
		set(h, property("runtime.inMaintenanceMode", true))
	}
	t.end(err)
}

func (m *maintenance) isWaiting(h *simulator.HostSystem) bool {
	m.Lock()
	slow := m.slow
	m.Unlock()
	if slow {
		return true
	}
	if isArriving(h) {
		return true
	}
	for _, vmRef := range h.Vm {
		if vm, ok := simulator.Map.Get(vmRef).(*liveVM); ok && vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
			return true
		}
	}
	return false
}

// isArriving says whether a VM is on its way to the host.
func isArriving(h *simulator.HostSystem) bool {
	migrations.Lock()
	defer migrations.Unlock()
	for _, t := range migrations.tasks {
		if t.to == h.Self {
			return true
		}
	}
	return false
}
