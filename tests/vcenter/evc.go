package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

// The simulator knows no EVC modes: these are some of a vCenter's own.
var evcModes = []types.EVCMode{
	{ElementDescription: types.ElementDescription{Key: "intel-haswell"}, Vendor: "intel", VendorTier: 6},
	{ElementDescription: types.ElementDescription{Key: "intel-icelake"}, Vendor: "intel", VendorTier: 10},
	{ElementDescription: types.ElementDescription{Key: "intel-sapphirerapids"}, Vendor: "intel", VendorTier: 11},
	{ElementDescription: types.ElementDescription{Key: "amd-zen3"}, Vendor: "amd", VendorTier: 12},
}

func knowEvcModes() {
	service := simulator.Map.Get(vim25.ServiceInstance).(*simulator.ServiceInstance)
	service.Capability.SupportedEVCMode = evcModes
}

// evc sets the mode of a host, or the one that a VM needs.
func (c *control) evc(o orders) error {
	if o.Host != "" {
		h, err := hostNamed(o.Host)
		if err == nil {
			set(h, property("summary.currentEVCModeKey", o.State))
		}
		return err
	}
	vms, err := vmsNamed([]string{o.VM})
	if err == nil {
		set(simulator.Map.Get(vms[0]), property("runtime.minRequiredEVCModeKey", o.State))
	}
	return err
}
