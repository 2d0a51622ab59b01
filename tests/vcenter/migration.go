package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type ref = types.ManagedObjectReference

// plan is what a test wants of the migrations of a VM: how long they take, and how they end.
type plan struct {
	Ms            int    `json:"ms"`
	Fault         string `json:"fault"`  // the task ends with it
	FailAt        int    `json:"failAt"` // at this percentage
	Check         string `json:"check"`  // CheckMigrate reports it
	Hang          bool   `json:"hang"`   // at 50 %
	NotCancelable bool   `json:"notCancelable"`
}

const defaultMs = 300

// migrations are those in progress, and what tests want of others.
var migrations = struct {
	sync.Mutex
	plans map[string]plan    // by the name of the VM; "*": any other
	tasks map[ref]*liveTask  // by VM
	cuts  map[[2]string]bool // pairs of hosts without a network between them
}{plans: map[string]plan{}, tasks: map[ref]*liveTask{}, cuts: map[[2]string]bool{}}

func planOf(vm string) plan {
	migrations.Lock()
	defer migrations.Unlock()
	p, ok := migrations.plans[vm]
	if !ok {
		p = migrations.plans["*"]
	}
	if p.Ms == 0 {
		p.Ms = defaultMs
	}
	return p
}

func isCut(a, b string) bool {
	migrations.Lock()
	defer migrations.Unlock()
	return migrations.cuts[[2]string{a, b}] || migrations.cuts[[2]string{b, a}]
}

// set changes properties of an object, and announces them to those who wait for updates.
func set(obj mo.Reference, changes ...types.PropertyChange) {
	simulator.Map.WithLock(obj, func() { simulator.Map.Update(obj, changes) })
}

func property(name string, val interface{}) types.PropertyChange {
	return types.PropertyChange{Name: name, Val: val}
}

// liveTask is a task that goes on by itself and can be cancelled.
type liveTask struct {
	simulator.Task
	to        ref // of a migration: its destination
	cancelled chan struct{}
	forgotten chan struct{} // vCenter was restarted: nobody knows of the task, and the hosts go on
	once      sync.Once
}

func (t *liveTask) CancelTask(req *types.CancelTask) soap.HasFault {
	body := new(methods.CancelTaskBody)
	if t.Info.State != types.TaskInfoStateRunning && t.Info.State != types.TaskInfoStateQueued {
		body.Fault_ = simulator.Fault("The operation is not allowed in the current state.", new(types.InvalidState))
		return body
	}
	if !t.Info.Cancelable {
		body.Fault_ = simulator.Fault("The task does not support cancellation.", new(types.NotSupported))
		return body
	}
	t.once.Do(func() { close(t.cancelled) })
	simulator.Map.Update(t, []types.PropertyChange{property("info.cancelled", true)})
	body.Res = new(types.CancelTaskResponse)
	return body
}

func (t *liveTask) end(err types.BaseMethodFault) {
	changes := []types.PropertyChange{property("info.completeTime", time.Now())}
	if err == nil {
		changes = append(changes, property("info.state", types.TaskInfoStateSuccess))
	} else {
		text := fmt.Sprintf("%T", err)
		changes = append(changes,
			property("info.error", types.LocalizedMethodFault{Fault: err, LocalizedMessage: text}),
			property("info.state", types.TaskInfoStateError))
	}
	set(t, changes...)
}

// liveVM wraps the simulator's VM by value: its property collector looks for an embedded struct.
type liveVM struct{ simulator.VirtualMachine }

// order begins a migration as vCenter does: it is refused at once, or becomes a task that goes on by itself.
func (vm *liveVM) order(id string, to *ref) (*ref, *soap.Fault) {
	if to == nil {
		return nil, simulator.Fault("A specified parameter was not correct: host", &types.InvalidArgument{InvalidProperty: "host"})
	}
	destination, ok := simulator.Map.Get(*to).(*simulator.HostSystem)
	if !ok {
		return nil, simulator.Fault("The object has already been deleted.", &types.ManagedObjectNotFound{Obj: *to})
	}
	if destination.Runtime.InMaintenanceMode {
		return nil, simulator.Fault("The operation is not allowed in the current state of the host.", new(types.InvalidState))
	}
	migrations.Lock()
	defer migrations.Unlock()
	if busy, isBusy := migrations.tasks[vm.Self]; isBusy {
		ended.Lock()
		ended.busy++
		ended.Unlock()
		return nil, simulator.Fault("Another task is already in progress.", &types.TaskInProgress{Task: busy.Self})
	}
	t := &liveTask{
		Task:      *simulator.CreateTask(vm.Self, id, nil),
		to:        destination.Self,
		cancelled: make(chan struct{}),
		forgotten: make(chan struct{}),
	}
	t.Info.EntityName = vm.Name
	t.Info.StartTime = types.NewTime(time.Now())
	t.Info.State = types.TaskInfoStateRunning
	simulator.Map.Put(t)
	migrations.tasks[vm.Self] = t
	// the VM is locked by its request already
	simulator.Map.Update(vm, []types.PropertyChange{property("recentTask", append(append([]ref{}, vm.RecentTask...), t.Self))})
	go vm.run(t, destination)
	return &t.Self, nil
}

func (vm *liveVM) run(t *liveTask, destination *simulator.HostSystem) {
	p := planOf(vm.Name)
	set(t, property("info.cancelable", !p.NotCancelable))
	source := simulator.Map.Get(*vm.Runtime.Host).(*simulator.HostSystem)
	err := vm.copy(t, p, source, destination)
	migrations.Lock()
	delete(migrations.tasks, vm.Self)
	migrations.Unlock()
	if err == nil {
		place(vm, source, destination)
	}
	record(vm, t, source.Name, destination.Name, err)
	t.end(err)
}

// copy takes as long as the plan says, and returns what it fails with.
func (vm *liveVM) copy(t *liveTask, p plan, source, destination *simulator.HostSystem) types.BaseMethodFault {
	const steps = 50
	for step := 0; step <= steps; step++ {
		percent := int32(100 * step / steps)
		if percent == 0 && isCut(source.Name, destination.Name) {
			return new(types.HostNotReachable)
		}
		if destination.Runtime.ConnectionState != types.HostSystemConnectionStateConnected {
			return new(types.HostNotConnected)
		}
		set(t, property("info.progress", percent))
		if p.Fault != "" && int(percent) >= p.FailAt {
			return faultNamed(p.Fault, &vm.Self, &destination.Self)
		}
		wait := time.After(time.Duration(p.Ms) * time.Millisecond / steps)
		if p.Hang && percent >= 50 {
			wait = nil
		}
		select {
		case <-t.cancelled:
			return new(types.RequestCanceled)
		case <-t.forgotten:
			return nil
		case <-wait:
		}
	}
	return nil
}

// place moves a VM from one host to another in the inventory.
func place(vm *liveVM, from, to *simulator.HostSystem) {
	simulator.Map.WithLock(from, func() {
		left := append([]ref{}, from.Vm...)
		simulator.RemoveReference(&left, vm.Self)
		simulator.Map.Update(from, []types.PropertyChange{property("vm", left)})
	})
	simulator.Map.WithLock(to, func() {
		simulator.Map.Update(to, []types.PropertyChange{property("vm", append(append([]ref{}, to.Vm...), vm.Self))})
	})
	set(vm, property("runtime.host", &to.Self), property("summary.runtime.host", &to.Self))
}

func (vm *liveVM) MigrateVMTask(ctx *simulator.Context, req *types.MigrateVM_Task) soap.HasFault {
	task, fault := vm.order("migrateTask", req.Host)
	if fault != nil {
		return &methods.MigrateVM_TaskBody{Fault_: fault}
	}
	return &methods.MigrateVM_TaskBody{Res: &types.MigrateVM_TaskResponse{Returnval: *task}}
}

func (vm *liveVM) RelocateVMTask(ctx *simulator.Context, req *types.RelocateVM_Task) soap.HasFault {
	task, fault := vm.order("relocateTask", req.Spec.Host)
	if fault != nil {
		return &methods.RelocateVM_TaskBody{Fault_: fault}
	}
	return &methods.RelocateVM_TaskBody{Res: &types.RelocateVM_TaskResponse{Returnval: *task}}
}

// checker answers whether a VM could move, which the simulator cannot.
type checker struct {
	mo.VirtualMachineProvisioningChecker
}

func (c *checker) CheckMigrateTask(req *types.CheckMigrate_Task) soap.HasFault {
	t := simulator.CreateTask(c.Self, "checkMigrateTask", func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		vm, ok := simulator.Map.Get(req.Vm).(*liveVM)
		if !ok {
			return nil, &types.ManagedObjectNotFound{Obj: req.Vm}
		}
		result := types.CheckResult{Vm: &req.Vm, Host: req.Host}
		if p := planOf(vm.Name); p.Check != "" {
			fault := faultNamed(p.Check, &req.Vm, req.Host)
			result.Error = []types.LocalizedMethodFault{{Fault: fault, LocalizedMessage: fmt.Sprintf("%T", fault)}}
		}
		return types.ArrayOfCheckResult{CheckResult: []types.CheckResult{result}}, nil
	})
	return &methods.CheckMigrate_TaskBody{Res: &types.CheckMigrate_TaskResponse{Returnval: t.Run()}}
}

// privileges answers what the user may do: everything but what a test takes away.
type privileges struct {
	simulator.AuthorizationManager
}

var withheld = struct {
	sync.Mutex
	names map[string]bool
}{names: map[string]bool{}}

func (m *privileges) HasPrivilegeOnEntities(req *types.HasPrivilegeOnEntities) soap.HasFault {
	withheld.Lock()
	defer withheld.Unlock()
	found := make([]types.EntityPrivilege, len(req.Entity))
	for i, entity := range req.Entity {
		found[i].Entity = entity
		for _, name := range req.PrivId {
			found[i].PrivAvailability = append(found[i].PrivAvailability,
				types.PrivilegeAvailability{PrivId: name, IsGranted: !withheld.names[name]})
		}
	}
	return &methods.HasPrivilegeOnEntitiesBody{Res: &types.HasPrivilegeOnEntitiesResponse{Returnval: found}}
}
