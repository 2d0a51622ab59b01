// A vCenter to test against: VMware's own simulator, from Debian's golang-github-vmware-govmomi-dev, with what it lacks for live
// migrations. They take time, report progress, can be cancelled, hang, or fail with vCenter's faults. It refuses every request that
// the types of vCenter's WSDL would refuse. It prints its addresses as one line of JSON, and ends with SIGTERM.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/vmware/govmomi/simulator"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address of the vCenter")
	listenControl := flag.String("control", "127.0.0.1:0", "address of the control")
	user := flag.String("user", "ballast@vsphere.local", "")
	password := flag.String("password", "secret", "")
	certificate := flag.String("certificate", "", "file that keeps the certificate")
	clusters := flag.Int("clusters", 2, "")
	hosts := flag.Int("hosts", 3, "of each cluster")
	vms := flag.Int("vms", 8, "of each cluster")
	isVarying := flag.Bool("vary", false, "let loads rise and fall")
	isVerbose := flag.Bool("verbose", false, "let the simulator log")
	flag.Parse()
	if !*isVerbose {
		log.SetOutput(io.Discard)
	}
	if err := run(*listen, *listenControl, *certificate, *user, *password, [3]int{*clusters, *hosts, *vms}, *isVarying); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(listen, listenControl, certificate, user, password string, size [3]int, isVarying bool) error {
	m := simulator.VPX()
	m.Host, m.Cluster, m.ClusterHost, m.Machine, m.Datastore, m.Portgroup = 0, size[0], size[1], size[2], 2, 2
	if err := m.Create(); err != nil {
		return err
	}
	defer m.Remove()
	populate()
	knowEvcModes()
	c := &checker{}
	c.Self = ref{Type: "VirtualMachineProvisioningChecker", Value: "ProvChecker"}
	simulator.Map.Put(c)
	authorization := simulator.Map.Get(*m.ServiceContent.AuthorizationManager).(*simulator.AuthorizationManager)
	simulator.Map.Put(&privileges{AuthorizationManager: *authorization})
	performance := simulator.Map.Get(*m.ServiceContent.PerfManager).(*simulator.PerformanceManager)
	simulator.Map.Put(&sampler{PerformanceManager: *performance})

	own, err := newCertificates(certificate)
	if err != nil {
		return err
	}
	m.Service.Listen = &url.URL{Host: listen, User: url.UserPassword(user, password)}
	m.Service.TLS = own.config()
	m.Service.RegisterEndpoints = true
	server := m.Service.NewServer()
	defer server.Close()
	entering := &maintenance{next: server.Config.Handler, tasks: map[ref]*liveTask{}}
	g := newGate(strict(entering))
	server.Config.Handler = g
	control, err := (&control{gate: g, certificates: own, tagger: &tagger{server.URL}, entering: entering}).serve(listenControl)
	if err != nil {
		return err
	}
	if isVarying {
		go vary(5 * time.Second)
	}
	fmt.Printf("{\"address\":\"https://%s\",\"control\":%q,\"fingerprint\":%q}\n", server.URL.Host, control, own.fingerprint())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	go func() { // whoever started it has ended
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop <- syscall.SIGTERM
	}()
	<-stop
	return nil
}
