package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// migrated is one migration that has ended here, whoever ordered it.
type migrated struct {
	VM        string `json:"vm"`
	From      string `json:"from"`
	To        string `json:"to"`
	IsForeign bool   `json:"isForeign"` // ordered by the control
	Fault     string `json:"fault"`     // "": it was completed
}

// ended are all migrations in the order of their ends; busy counts the orders that were refused because of another one.
var ended = struct {
	sync.Mutex
	list    []migrated
	foreign map[ref]bool // tasks
	busy    int
}{foreign: map[ref]bool{}}

func record(vm *liveVM, t *liveTask, from, to string, err types.BaseMethodFault) {
	ended.Lock()
	defer ended.Unlock()
	m := migrated{VM: vm.Config.InstanceUuid, From: from, To: to, IsForeign: ended.foreign[t.Self]}
	if err != nil {
		m.Fault = fmt.Sprintf("%T", err)
	}
	ended.list = append(ended.list, m)
}

type truthVM struct {
	UUID    string `json:"uuid"`
	Name    string `json:"name"`
	Host    string `json:"host"`
	IsOn    bool   `json:"isOn"`
	IsMoved bool   `json:"isMoved"` // at this moment
}

type truthHost struct {
	Name          string `json:"name"`
	InMaintenance bool   `json:"inMaintenance"`
}

// truth is the state of everything, as no client of vCenter sees it.
func truth(w http.ResponseWriter, _ *http.Request) {
	var answer struct {
		VMs   []truthVM   `json:"vms"`
		Hosts []truthHost `json:"hosts"`
		Ended []migrated  `json:"ended"`
		Busy  int         `json:"busy"`
	}
	names := map[ref]string{}
	for _, o := range simulator.Map.All("HostSystem") {
		h := o.(*simulator.HostSystem)
		names[h.Self] = h.Name
		answer.Hosts = append(answer.Hosts, truthHost{h.Name, h.Runtime.InMaintenanceMode})
	}
	migrations.Lock()
	for _, o := range simulator.Map.All("VirtualMachine") {
		if vm, ok := o.(*liveVM); ok {
			_, isMoved := migrations.tasks[vm.Self]
			answer.VMs = append(answer.VMs, truthVM{vm.Config.InstanceUuid, vm.Name, names[*vm.Runtime.Host],
				vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn, isMoved})
		}
	}
	migrations.Unlock()
	ended.Lock()
	answer.Ended, answer.Busy = ended.list, ended.busy
	ended.Unlock()
	_ = json.NewEncoder(w).Encode(answer)
}

// foreign begins a migration that somebody else orders.
func (c *control) foreign(o orders) error {
	vms, err := vmsNamed([]string{o.VM})
	if err != nil {
		return err
	}
	to, err := hostNamed(o.To)
	if err != nil {
		return err
	}
	task, fault := simulator.Map.Get(vms[0]).(*liveVM).order("migrateTask", &to.Self)
	if fault != nil {
		return nil // the VM moves already
	}
	ended.Lock()
	ended.foreign[*task] = true
	ended.Unlock()
	return nil
}

// remove deletes a VM that does not move.
func (c *control) remove(o orders) error {
	vms, err := vmsNamed([]string{o.VM})
	if err != nil {
		return err
	}
	migrations.Lock()
	_, isMoved := migrations.tasks[vms[0]]
	migrations.Unlock()
	if isMoved {
		return nil
	}
	vm := simulator.Map.Get(vms[0]).(*liveVM)
	h := simulator.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	simulator.Map.WithLock(h, func() {
		left := append([]ref{}, h.Vm...)
		simulator.RemoveReference(&left, vm.Self)
		simulator.Map.Update(h, []types.PropertyChange{property("vm", left)})
	})
	simulator.Map.Remove(vm.Self)
	return nil
}
